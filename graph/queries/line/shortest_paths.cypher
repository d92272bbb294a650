// title: 最短关联 | Shortest paths
// asks: 这两个对象最近隔着谁相连（不经过大户）？ | By way of whom are these two closest, hubs aside?
// param: a thing — 对象甲 | one thing
// param: b thing — 对象乙 | the other thing
// param: hub integer = 500 — 关联数达到此值视为大户 | this many links make a hub
// param: limit integer = 20 — 最多行数 | at most so many rows
// columns: path, hops
MATCH (a:Person|Phone|Device|Sim|Account|OnlineId|Vehicle|Place|Cell|Organization|Case|Incident|Officer|Object {key: $a})
MATCH (b:Person|Phone|Device|Sim|Account|OnlineId|Vehicle|Place|Cell|Organization|Case|Incident|Officer|Object {key: $b})
WITH a, b
WHERE a <> b
MATCH p = allShortestPaths((a)-[*..6]-(b))
WHERE all(m IN nodes(p) WHERE m = a OR m = b OR COUNT { (m)--() } < $hub)
RETURN p AS path, length(p) AS hops
ORDER BY reduce(s = '', m IN nodes(p) | s + m.key + '|')
LIMIT $limit
