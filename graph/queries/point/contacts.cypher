// title: 联系人 | Contacts of a number
// asks: 这个号码和谁联系，多少次，多久，最早最晚是什么时候？ | Whom does this number talk to, how often, how long, first and last when?
// param: number Phone — 号码 | the number
// param: limit integer = 100 — 最多行数 | at most so many rows
// columns: key, name, holder, outgoing, incoming, texts, seconds, first_at, last_at
MATCH (n:Phone {key: $number})
MATCH (n)-[c:CALLED]-(m:Phone)
WITH m, sum(CASE WHEN startNode(c) = n THEN c.calls ELSE 0 END) AS outgoing,
     sum(CASE WHEN endNode(c) = n THEN c.calls ELSE 0 END) AS incoming,
     sum(c.texts) AS texts, sum(c.seconds) AS seconds, min(c.first_at) AS first_at, max(c.last_at) AS last_at
ORDER BY outgoing + incoming DESC, texts DESC, m.key
LIMIT $limit
RETURN m.key AS key, m.name AS name, [(p:Person)-[:USES]->(m) | p.name][0..5] AS holder,
       outgoing, incoming, texts, seconds, first_at, last_at
ORDER BY outgoing + incoming DESC, texts DESC, key
LIMIT $limit
