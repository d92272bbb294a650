// title: 共同联系人 | Common contacts
// asks: 哪些号码与这两个号码都有联系（不含热线等大户）？ | Which numbers are in touch with both, hotlines and other hubs aside?
// param: a Phone — 号码甲 | one number
// param: b Phone — 号码乙 | the other number
// param: hub integer = 500 — 关联数达到此值视为大户 | this many links make a hub
// param: limit integer = 100 — 最多行数 | at most so many rows
// columns: key, name, holder, with_a, with_b, degree
MATCH (a:Phone {key: $a})
MATCH (b:Phone {key: $b})
MATCH (a)-[:CALLED]-(m:Phone)
WHERE COUNT { (m)--() } < $hub
WITH DISTINCT a, b, m
WHERE EXISTS { (m)-[:CALLED]-(b) }
WITH m, COUNT { (m)--() } AS degree,
     reduce(n = 0, x IN [(a)-[c:CALLED]-(m) | c.calls + c.texts] | n + x) AS with_a,
     reduce(n = 0, x IN [(b)-[c:CALLED]-(m) | c.calls + c.texts] | n + x) AS with_b
ORDER BY CASE WHEN with_a < with_b THEN with_a ELSE with_b END DESC, m.key
LIMIT $limit
RETURN m.key AS key, m.name AS name, [(p:Person)-[:USES]->(m) | p.name][0..5] AS holder, with_a, with_b, degree
ORDER BY CASE WHEN with_a < with_b THEN with_a ELSE with_b END DESC, key
LIMIT $limit
