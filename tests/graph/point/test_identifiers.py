from graph.point.identifiers import device_runs, linked


def test_a_card_that_visits_another_handset_makes_three_runs(sides_of):
    found = device_runs(
        sides_of("""
            1 03-01T08:00 - X s
            1 03-02T08:00 - X s
            1 03-03T08:00 - Y s
            1 03-04T08:00 - X s
            2 03-03T08:00 - Y t
        """),
        ["tel:1"],
    )
    handsets = found[found["kind"] == "imei"]
    assert handsets[["value", "count"]].values.tolist() == [["imei:X", 2], ["imei:Y", 1], ["imei:X", 1]]
    assert handsets["events"].tolist() == [("f:s:1", "f:s:2"), ("f:s:3",), ("f:s:4",)]
    assert found[found["kind"] == "imsi"]["count"].tolist() == [4]


def test_a_row_without_a_handset_does_not_break_a_run(sides_of):
    found = device_runs(sides_of("1 03-01T08:00 - X\n1 03-02T08:00 A\n1 03-03T08:00 - X"), ["tel:1"])
    assert found[["value", "count"]].values.tolist() == [["imei:X", 2]]


def test_two_numbers_in_one_handset_keep_their_own_runs(sides_of):
    found = device_runs(sides_of("1 03-01T08:00 - X\n2 03-02T08:00 - X"), ["tel:1", "tel:2"])
    assert found["phone"].tolist() == ["tel:1", "tel:2"]


def test_a_number_without_rows_has_no_runs(sides_of):
    assert device_runs(sides_of("1 03-01T08:00 A"), ["tel:1"]).empty


def test_links_are_seen_from_the_asked_side_over_time(links_of):
    found = linked(
        links_of("""
            person:1 USES tel:1 03-05T00:00
            person:1 USES tel:2 03-01T00:00
            person:2 KNOWS person:1
            person:2 KNOWS person:3
        """),
        ["person:1"],
    )
    assert found[["type", "outgoing", "other", "events"]].values.tolist() == [
        ["KNOWS", False, "person:2", ("l:3",)],
        ["USES", True, "tel:2", ("l:2",)],
        ["USES", True, "tel:1", ("l:1",)],
    ]


def test_links_inside_a_party_are_left_out(links_of):
    assert linked(links_of("person:1 USES tel:1"), ["person:1", "tel:1"]).empty
