// title: 共用手机 | Shared handsets
// asks: 还有哪些号码在这个号码用过的手机里出现过？ | Which other numbers were seen in the handsets of this number?
// param: number Phone — 号码 | the number
// param: hub integer = 50 — 用过的号码达到此数的设备不计 | a device with so many numbers is left out
// param: limit integer = 100 — 最多行数 | at most so many rows
// columns: device, key, name, holder, first_at, last_at
MATCH (n:Phone {key: $number})
MATCH (n)-[:INSTALLED_IN]->(d:Device)
WHERE COUNT { (d)--() } < $hub
MATCH (d)<-[l:INSTALLED_IN]-(m:Phone)
WHERE m <> n
RETURN d.key AS device, m.key AS key, m.name AS name, [(p:Person)-[:USES]->(m) | p.name][0..5] AS holder,
       l.first_at AS first_at, l.last_at AS last_at
ORDER BY device, first_at, key
LIMIT $limit
