"""Accounts and the habits of money: wages, rent, shopping, friends, top-ups, cash, fees and interest."""

from __future__ import annotations

import numpy as np

from workbench.city.rows import Floats, Ints
from workbench.city.world import BANK, CASH, FEE, World

WAGE, RENT, SHOP, FRIEND, TOP_UP, WITHDRAW, ATM, DEPOSIT, FEES, INTEREST, BILL, RED, TRADE, FRAUD, LAUNDER = range(15)
KINDS = (
    "wage", "rent", "shop", "friend", "top-up", "withdraw", "atm", "deposit", "fee", "interest", "bill", "red packet",
    "trade", "fraud", "launder",
)  # fmt: skip
"""Names of the kinds in the truth."""
MEMOS = (
    ("工资", "代发工资", "薪金"), ("房租", "租金", "转账"), ("消费", "购物", "货款", "扫码付款"), ("转账", "还款", "", "借款", "聚餐AA"),
    ("充值", "快捷支付", "惠付通充值"), ("提现", "惠付通提现"), ("ATM取款", "取现"), ("现金存入", "存现"), ("手续费", "短信服务费", "跨行手续费"),
    ("结息", "利息"), ("电费", "话费", "燃气费", "水费"), ("红包", "恭喜发财"), ("货款", "往来款", "材料款", "运费"), ("投资款", "保证金", "转账", "充值"),
    ("转账", "往来", "", "货款", "还款"),
)  # fmt: skip
CHANNELS = (
    ("代发", "企业网银"), ("手机银行", "网上银行"), ("POS", "快捷支付", "扫码"), ("手机银行", "手机银行", "网上银行"), ("快捷支付",), ("快捷支付",),
    ("ATM",), ("柜面", "CRS"), ("系统",), ("系统",), ("代扣", "手机银行"), ("手机银行",), ("网上银行", "手机银行"), ("手机银行", "网上银行"),
    ("手机银行", "网上银行", "手机银行"),
)  # fmt: skip


def open_accounts(world: World) -> None:
    """Give adults a bank card and most of them a payment account, employers an account, the city its utilities."""
    people = world.population.people
    adults = np.flatnonzero(people["age"] >= 16)
    world.card_of = np.full(len(people), -1, dtype=np.int64)
    world.card_of[adults] = add_accounts(world, adults, controllers=adults)
    users = adults[world.dice.chance(0.8, "has.wallet", adults)]
    world.wallet_of = np.full(len(people), -1, dtype=np.int64)
    world.wallet_of[users] = world.accounts.add(bank=2, holder=users, controller=users, category="支付账户")
    names = world.population.employers["name"]
    bank = world.dice.weighted([0.4, 0.35, 0.0, 0.15, 0.1], "employer.bank", np.arange(len(names)))
    world.firms["employers"] = world.accounts.add(bank=bank, organization=names, category="对公账户")
    utility = np.array(["澜川供电公司", "澜川水务公司", "联川通信澜川分公司", "星海移动澜川分公司"], dtype=object)
    world.firms["utilities"] = world.accounts.add(bank=0, organization=utility, category="对公账户")


def add_accounts(world: World, holders: Ints, *, controllers: Ints) -> Ints:
    """Add bank cards."""
    ids = len(world.accounts) + np.arange(len(holders))
    bank = world.dice.weighted([0.42, 0.36, 0.0, 0.13, 0.09], "bank", ids)
    opened = -20 - world.dice.below(3_000, "account.opened", ids)
    return world.accounts.add(bank=bank, holder=holders, controller=controllers, opened=opened)


def spend(world: World, targets: Ints) -> None:
    """Add the habits that touch one of the `targets` (accounts whose statements will be written)."""
    accounts = world.accounts.table().take(targets)
    private = targets[(accounts["holder"] >= 0) & (accounts["bank"] != 2)]
    wallets = targets[accounts["bank"] == 2]
    _wages(world, private)
    _purchases(world, private, mean=42)
    _purchases(world, wallets, mean=90)
    _friends(world, np.concatenate([private, wallets]))
    _own_wallet(world, private, wallets)
    _terminals(world, private)
    _customers(world, targets[accounts["holder"] < 0])


def _busy(world: World, accounts: Ints) -> Floats:
    life = world.options.length * world.accounts.column("life")[accounts]
    return np.asarray(life * np.exp(0.5 * world.dice.normal("spender", accounts)))


def _stream(world: World, a: Ints, b: Ints, **columns: object) -> None:
    keep = a != b
    kept = {k: v[keep] if isinstance(v, np.ndarray) and len(v) == len(a) else v for k, v in columns.items()}
    world.streams.add(a=a[keep], b=b[keep], **kept)  # type: ignore[arg-type]  # columns are arrays or scalars


def _wages(world: World, cards: Ints) -> None:
    holder = world.accounts.column("holder")[cards]
    employer = world.population.people["employer"][holder]
    works = (employer >= 0) & (world.card_of[holder] == cards)
    wage = 8.2 + 0.35 * world.dice.normal("wage", holder[works])
    payer = world.firms["employers"][employer[works]]
    _stream(world, payer, cards[works], mean=3.0 * world.options.length, kind=WAGE, middle=wage, spread=0.03, step=1)


def _purchases(world: World, accounts: Ints, *, mean: float) -> None:
    shops = world.firms["employers"][world.population.employers["shop"]]
    for slot in range(9):
        shop = shops[(world.dice.unit("shop", accounts, slot) ** 1.7 * len(shops)).astype(np.int64)]
        often = mean * _busy(world, accounts) * np.exp(world.dice.normal("shop.often", accounts, slot) - 0.5) / 9
        _stream(world, accounts, shop, mean=often, kind=SHOP, middle=3.7, spread=1.0, step=1)
    utilities = world.firms["utilities"][world.dice.below(len(world.firms["utilities"]), "utility", accounts)]
    _stream(world, accounts, utilities, mean=3.0 * world.options.length, kind=BILL, middle=4.6, spread=0.4, step=1)


def _friends(world: World, accounts: Ints) -> None:
    holder = world.accounts.column("holder")[accounts]
    people = len(world.population.people)
    for slot in range(14):
        near = holder + np.rint(60 * world.dice.normal("payee.near", holder, slot)).astype(np.int64)
        far = world.dice.below(people, "payee.far", holder, slot)
        other = np.where(world.dice.chance(0.6, "payee.is.near", holder, slot), near, far) % people
        same_kind = np.where(world.accounts.column("bank")[accounts] == 2, world.wallet_of[other], world.card_of[other])
        ok = same_kind >= 0
        for a, b, way in ((accounts[ok], same_kind[ok], 0), (same_kind[ok], accounts[ok], 1)):
            often = 4.0 * _busy(world, accounts[ok]) * np.exp(1.2 * world.dice.normal("payee.often", a, b, way) - 0.7)
            _stream(world, a, b, mean=often, kind=FRIEND, middle=5.6, spread=1.3, step=1_000)


def _own_wallet(world: World, cards: Ints, wallets: Ints) -> None:
    holders = world.accounts.column("holder")
    known = np.unique(np.concatenate([cards, world.card_of[holders[wallets]]]))
    known = known[(known >= 0) & (world.wallet_of[holders[known]] >= 0)]
    wallet = world.wallet_of[holders[known]]
    busy = _busy(world, known)
    _stream(world, known, wallet, mean=9 * busy, kind=TOP_UP, middle=5.3, spread=0.8, step=1_000)
    _stream(world, wallet, known, mean=2 * busy, kind=WITHDRAW, middle=6.2, spread=0.8, step=1)


def _terminals(world: World, cards: Ints) -> None:
    busy = _busy(world, cards)
    ends = np.ones_like(cards)
    _stream(world, cards, CASH * ends, mean=4 * busy, kind=ATM, middle=6.6, spread=0.7, step=10_000)
    _stream(world, CASH * ends, cards, mean=2 * busy, kind=DEPOSIT, middle=7.3, spread=0.8, step=10_000)
    _stream(world, cards, FEE * ends, mean=3 * busy, kind=FEES, middle=1.0, spread=0.4, step=100)
    _stream(world, BANK * ends, cards, mean=world.options.length, kind=INTEREST, middle=0.5, spread=1.0, step=1)


def _customers(world: World, tills: Ints) -> None:
    """Give a firm's account its customers and suppliers."""
    people = len(world.population.people)
    for slot in range(120):
        customer = world.card_of[world.dice.below(people, "customer", tills, slot)]
        ok = customer >= 0
        often = 3.0 * world.options.length * np.exp(world.dice.normal("customer.often", tills[ok], slot) - 0.5)
        _stream(world, customer[ok], tills[ok], mean=often, kind=SHOP, middle=4.2, spread=1.0, step=1)
    for slot in range(12):
        firms = world.firms["employers"]
        other = firms[world.dice.below(len(firms), "supplier", tills, slot)]
        _stream(world, tills, other, mean=5 * world.options.length, kind=TRADE, middle=7.8, spread=0.9, step=100)
