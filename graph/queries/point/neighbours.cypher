// title: 直接关联 | Neighbours
// asks: 谁和什么与它直接相连，各自又连着多少？ | Who and what is directly linked to it, and how well linked are they?
// param: key thing — 号码、账号、姓名或标识 | a number, account, name or key
// param: limit integer = 200 — 最多行数 | at most so many rows
// columns: type, direction, key, label, name, links, rows, degree
MATCH (n:Person|Phone|Device|Sim|Account|OnlineId|Vehicle|Place|Cell|Organization|Case|Incident|Officer|Object {key: $key})
MATCH (n)-[l]-(m)
RETURN type(l) AS type, CASE WHEN startNode(l) = n THEN 'out' ELSE 'in' END AS direction,
       m.key AS key, labels(m)[0] AS label, m.name AS name,
       count(l) AS links, sum(l.rows) AS rows, COUNT { (m)--() } AS degree
ORDER BY type, direction, rows DESC, key
LIMIT $limit
