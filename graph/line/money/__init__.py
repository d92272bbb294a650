"""Following money (资金穿透): chains of transfers, where a sum went, hard bounds, roles of accounts, what to ask next."""
