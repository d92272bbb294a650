// title: 民警主办案件数 | Cases of officers
// asks: 各位民警主办多少案件（可按姓名筛选）？ | How many cases does each officer investigate (a name narrows it)?
// param: name text = "" — 姓名（可为其中一部分） | a name or part of one
// param: limit integer = 50 — 最多行数 | at most so many rows
// columns: key, name, rank, badge_no, cases
MATCH (o:Officer)
WHERE $name = '' OR toLower(o.name) CONTAINS toLower($name)
WITH o, COUNT { (:Case)-[:INVESTIGATED_BY]->(o) } AS cases
RETURN o.key AS key, o.name AS name, o.rank AS rank, o.badge_no AS badge_no, cases
ORDER BY cases DESC, key
LIMIT $limit
