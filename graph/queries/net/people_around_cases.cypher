// title: 案外知情圈 | People around those with cases
// asks: 哪些人自己不涉案，却认识最多涉案人员？ | Who has no case but knows most people who do?
// param: limit integer = 20 — 最多行数 | at most so many rows
// columns: key, name, known
MATCH (p:Person)-[:KNOWS]-(q:Person)
WHERE NOT EXISTS { (p)-[:SUSPECT_IN|VICTIM_IN|WITNESS_IN|REPORTED|INVOLVED_IN]->(:Case) }
  AND EXISTS { (q)-[:SUSPECT_IN|VICTIM_IN|WITNESS_IN|REPORTED|INVOLVED_IN]->(:Case) }
WITH p, count(DISTINCT q) AS known
RETURN p.key AS key, p.name AS name, known
ORDER BY known DESC, key
LIMIT $limit
