// title: 基本情况 | Profile
// asks: 这个对象有哪些已知信息？ | What is known of this thing?
// param: key thing — 号码、账号、姓名或标识 | a number, account, name or key
// columns: property, value
MATCH (n:Person|Phone|Device|Sim|Account|OnlineId|Vehicle|Place|Cell|Organization|Case|Incident|Officer|Object {key: $key})
UNWIND keys(n) AS property
RETURN property, n[property] AS value
ORDER BY property
LIMIT 100
