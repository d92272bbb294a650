// title: 相识三角 | Triangles of acquaintance
// asks: 谁处在最多“三人互相认识”之中？ | Who is in most triangles of people who all know each other?
// param: hub integer = 500 — 相识人数达到此值者不计 | people who know so many are left out
// param: limit integer = 20 — 最多行数 | at most so many rows
// columns: key, name, triangles
MATCH (a:Person)-[:KNOWS]-(b:Person)
WHERE a.key < b.key AND COUNT { (a)-[:KNOWS]-() } < $hub AND COUNT { (b)-[:KNOWS]-() } < $hub
WITH DISTINCT a, b
MATCH (b)-[:KNOWS]-(c:Person)
WHERE b.key < c.key AND EXISTS { (a)-[:KNOWS]-(c) }
WITH DISTINCT a, b, c
UNWIND [a, b, c] AS p
WITH p, count(*) AS triangles
RETURN p.key AS key, p.name AS name, triangles
ORDER BY triangles DESC, key
LIMIT $limit
