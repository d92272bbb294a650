// title: 各类案件数 | Cases by category
// asks: 各类案件各有多少起？ | How many cases are there of each category?
// param: limit integer = 100 — 最多行数 | at most so many rows
// columns: category, cases
MATCH (c:Case)
WITH c.category AS category, count(c) AS cases
RETURN category, cases
ORDER BY cases DESC, category
LIMIT $limit
