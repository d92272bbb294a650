// title: 中介中心度 | Betweenness
// asks: 谁处在最多熟人之间的最短路上（相识关系，未归一化）？ | Who lies on most shortest paths between others (acquaintance, not normalised)?
// param: limit integer = 20 — 最多行数 | at most so many rows
// columns: key, name, betweenness
// then: betweenness
MATCH (a:Person)-[:KNOWS]-(b:Person)
WHERE a.key < b.key
WITH DISTINCT a, b
RETURN a.key AS source, a.name AS source_name, b.key AS target, b.name AS target_name
ORDER BY source, target
LIMIT 50000
