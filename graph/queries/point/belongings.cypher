// title: 名下与使用 | What a person uses and owns
// asks: 这个人用哪些号码、账户、车辆、住址和虚拟身份？ | Which numbers, accounts, vehicles, addresses and online identities are this person's?
// param: person Person — 姓名或标识 | a name or key
// param: limit integer = 200 — 最多行数 | at most so many rows
// columns: type, label, key, name, since, until, rows
MATCH (p:Person {key: $person})
MATCH (p)-[l:USES|HOLDS|CONTROLS|OWNS|LIVES_AT]->(m)
RETURN type(l) AS type, labels(m)[0] AS label, m.key AS key, m.name AS name,
       l.since AS since, l.until AS until, l.rows AS rows
ORDER BY type, label, since, key
LIMIT $limit
