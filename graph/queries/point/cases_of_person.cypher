// title: 涉案情况 | Cases of a person
// asks: 这个人涉及哪些案件和警情，以什么身份？ | In which cases and incidents does this person appear, and as what?
// param: person Person — 姓名或标识 | a name or key
// param: limit integer = 100 — 最多行数 | at most so many rows
// columns: type, role, label, key, name, category, time
MATCH (p:Person {key: $person})
MATCH (p)-[l:SUSPECT_IN|VICTIM_IN|WITNESS_IN|REPORTED|INVOLVED_IN]->(c:Case|Incident)
RETURN type(l) AS type, l.role AS role, labels(c)[0] AS label, c.key AS key, c.name AS name,
       c.category AS category, coalesce(c.filed_at, c.reported_at, c.occurred_from) AS time
ORDER BY time, key, type
LIMIT $limit
