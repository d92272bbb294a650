// title: 案件最多的地点 | Places by number of cases
// asks: 哪些地点发生的案件最多？ | Where did most cases happen?
// param: limit integer = 20 — 最多行数 | at most so many rows
// columns: key, name, address, postcode, cases
MATCH (c:Case)-[:AT]->(p:Place)
WITH p, count(DISTINCT c) AS cases
ORDER BY cases DESC, p.key
LIMIT $limit
RETURN p.key AS key, p.name AS name, p.address AS address, p.postcode AS postcode, cases
ORDER BY cases DESC, key
LIMIT $limit
