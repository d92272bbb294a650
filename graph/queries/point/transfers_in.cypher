// title: 转入明细 | Transfers into an account
// asks: 谁在什么时候向这个账户转了多少钱？ | Who sent how much to this account, and when?
// param: account Account — 账号或标识 | the account
// param: since instant = 1900-01-01 — 起（含） | from (included)
// param: until instant = 2200-01-01 — 止（不含） | until (not included)
// param: least integer = 0 — 最低金额（分） | the least amount (in fen)
// param: limit integer = 500 — 最多行数 | at most so many rows
// columns: occurred_at, amount, currency, key, name, holder, channel, serial, link
MATCH (n:Account {key: $account})
MATCH (n)<-[t:TRANSFERRED]-(m:Account)
WHERE t.occurred_at >= $since AND t.occurred_at < $until AND t.amount >= $least
WITH t, m
ORDER BY t.occurred_at, t.seq, t.id
LIMIT $limit
RETURN t.occurred_at AS occurred_at, t.amount AS amount, t.currency AS currency, m.key AS key, m.name AS name,
       [(p:Person|Organization)-[:HOLDS|CONTROLS]->(m) | p.name][0..5] AS holder,
       t.channel AS channel, t.serial AS serial, t.id AS link
ORDER BY occurred_at, t.seq, link
LIMIT $limit
