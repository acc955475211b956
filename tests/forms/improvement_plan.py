"""System S1, form improvement-plan: single records that show what each obligation asks for.
S1-11 X-5

GOOD is a record with nothing wrong; CASES: obligation, what is changed in it, the rules that must speak, computed values by name. Now is 2023-12-01 09:00.
"""

# 2023-10-16 is a Monday
GOOD = {"措施编号": "GJ20231016-001", "来源": "质量检测", "活动编号": "", "维度": "响应效率", "问题": "晚高峰电话平均等待 48 秒", "措施": "19 点至 21 点增加 4 个坐席", "负责人": "客服部-李*", "责任部门": "客服部",
        "确定日期": "2023-10-16", "完成期限": "2023-12-01", "完成日期": "", "落实情况": "", "核实结果": "", "核实日期": "", "后续措施编号": ""}
DONE = {"完成日期": "2023-10-20", "落实情况": "已增加坐席,等待 14 秒"}
CLOSED = dict(DONE, 核实结果="有效", 核实日期="2023-10-30")

CASES = [
    ("S1-11", {}, []), ("S1-11", {"措施": ""}, ["required"]), ("S1-11", {"措施": "加强管理"}, ["action-detail"]), ("S1-11", {"负责人": ""}, ["required"]), ("S1-11", {"负责人": "李小明"}, ["identifier.clear"]),
    ("S1-11", {"责任部门": ""}, ["required"]), ("S1-11", {"责任部门": "售后"}, ["choice"]), ("S1-11", {"完成期限": ""}, ["required"]), ("S1-11", {"完成期限": "2023-10-15"}, ["due-after-decided"]),
    ("S1-11", {"来源": "满意度调研"}, ["required"]), ("S1-11", {"来源": "满意度调研", "活动编号": "DY20231001-01"}, []), ("S1-11", {"活动编号": "DY20231001-01"}, ["irrelevant"]),
    # the last day is included: due at the end of 2023-12-01, which is today
    ("X-5", {}, [], {"action_due": "2023-12-01 23:59", "action_due.status": "due-soon", "closed": "false"}),
    ("X-5", {"完成期限": "2023-11-30"}, [], {"action_due.status": "overdue"}),
    # done on a Friday: ten working days later is Friday 2023-11-03
    ("X-5", DONE, [], {"action_due.status": "done", "verify_due": "2023-11-03 23:59", "verify_due.status": "overdue", "closed": "false"}),
    ("X-5", CLOSED, [], {"closed": "true", "verify_due.status": "done"}),
    ("X-5", dict(CLOSED, 核实日期="2023-11-06"), [], {"verify_due.status": "done-late"}),
    ("X-5", dict(DONE, 落实情况=""), ["required"]), ("X-5", dict(CLOSED, 核实日期=""), ["required"]), ("X-5", dict(CLOSED, 核实日期="2023-10-19"), ["verified-after-done"]), ("X-5", dict(DONE, 完成日期="2023-10-15"), ["done-after-decided"]),
    ("X-5", dict(CLOSED, 核实结果="无效"), ["required"]), ("X-5", dict(CLOSED, 核实结果="无效", 后续措施编号="GJ20231101-001"), [], {"closed": "false"}), ("X-5", {"落实情况": "已完成"}, ["irrelevant"]),
]
PERSONAL = ["李小明"]
