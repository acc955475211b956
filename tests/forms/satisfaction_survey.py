"""System S1, form satisfaction-survey: single records that show what each obligation asks for.
S1-1 S1-4 S1-5 S1-6 S1-7 S1-8 S1-9 S1-10 S1-14 X-1 X-3 X-4

GOOD is a record with nothing wrong; CASES: obligation, what is changed in it, the rules that must speak, computed values by name. Now is 2023-12-01 09:00.
"""

ATTITUDE = ["客服用语的礼貌程度是几分？", "客服的耐心程度是几分？", "客服体谅您处境的程度是几分？"]
RESPONSE = ["接通或受理的速度是几分？", "首次答复的速度是几分？", "在约定时间内解决的程度是几分？"]
SKILL = ["客服对产品的熟悉程度是几分？", "答复的准确程度是几分？", "解决办法的有效程度是几分？"]
PROCESS = ["办理手续的便捷程度是几分？", "每一步说明的清楚程度是几分？"]
OUTCOME = ["问题得到解决的程度是几分？", "结果符合预期的程度是几分？", "服务超出预期的程度是几分？"]
ALL = ATTITUDE + RESPONSE + SKILL + PROCESS + OUTCOME
WORDS = ["哪一点最让您满意？", "您希望我们改进什么？"]


def rated(*groups):
    return {question: text for questions, texts in groups for question, text in zip(questions, texts)}


GOOD = {"答卷编号": "DJ20231012-001", "活动编号": "", "调研场景": "投诉与售后收尾", "客户类型": "老客户", "渠道": "电话", "客服人员": "客服部-李*", "服务单号": "FW20231010-001", "服务完成时间": "2023-10-10 14:30", "调研时间": "2023-10-12 09:30",
        "客户同意接受调研": "是", "填写用时(分钟)": "", **rated((ATTITUDE, "543"), (RESPONSE, "444"), (SKILL, "555"), (PROCESS, "34"), (OUTCOME, "543")), WORDS[0]: "客服很耐心", WORDS[1]: "电话等待时间可以再短些"}
NONE = {question: "" for question in ALL + WORDS}
ONLINE = {"渠道": "在线", "客户同意接受调研": "", "填写用时(分钟)": "3.5"}

CASES = [
    ("S1-1", {}, []), ("S1-1", {"调研场景": "主动回访"}, []), ("S1-1", {"调研场景": "流程变更检验"}, []), ("S1-1", {"调研场景": "绩效与培训"}, []), ("S1-1", {"调研场景": ""}, ["required"]),
    ("S1-4", {ATTITUDE[0]: "6"}, ["range"]), ("S1-4", {RESPONSE[1]: "0"}, ["range"]), ("S1-4", {SKILL[2]: "4.5"}, ["range.step"]), ("S1-4", {PROCESS[0]: "好"}, ["range"]), ("S1-4", {OUTCOME[2]: ""}, []),
    ("S1-5", {WORDS[0]: "", WORDS[1]: ""}, []),
    # 24 hours after 2023-10-10 14:30 is 10-11 14:30, 48 hours 10-12 14:30
    ("S1-6", {"调研时间": "2023-10-11 14:30"}, []), ("S1-6", {"调研时间": "2023-10-12 14:30"}, []), ("S1-6", {"调研时间": "2023-10-11 14:20"}, ["survey-window"]), ("S1-6", {"调研时间": "2023-10-12 14:40"}, ["survey-window"]),
    ("X-4", {}, [], {"survey_due": "2023-10-12 14:30", "survey_due.policy": "survey-window", "survey_due.status": "done"}), ("X-4", {"调研时间": "2023-10-13 09:00"}, ["survey-window"], {"survey_due.status": "done-late"}),
    ("S1-7", {"客户同意接受调研": "", **NONE}, ["required"]), ("S1-7", {"客户同意接受调研": "否", **NONE}, [], {"overall": ""}), ("S1-7", {"客户同意接受调研": "否", **NONE, ATTITUDE[0]: "5"}, ["irrelevant"]), ("S1-7", NONE, ["something-rated"]),
    ("S1-7", ONLINE, []), ("S1-7", dict(ONLINE, **{"填写用时(分钟)": "5"}), []), ("S1-7", dict(ONLINE, **{"填写用时(分钟)": "5.5"}), ["minutes-short"]), ("S1-7", {WORDS[1]: "请回电 13812345678"}, ["identifier.clear"]),
    # means 4, 4, 5, 3.5, 4; overall (20·4 + 20·4 + 20·5 + 15·3.5 + 25·4) / 100 = 4.125, half up 4.13; (4.13 − 1) / 4 · 100 = 78.25
    ("S1-8", {}, [], {"attitude_mean": "4", "response_mean": "4", "skill_mean": "5", "process_mean": "3.5", "outcome_mean": "4", "overall": "4.13"}),
    ("X-3", {}, [], {"overall_100": "78.25", "overall_100.grade": "一般"}),
    # all 5 is 100, all 1 is 0
    ("X-3", rated((ALL, "5" * 14)), [], {"overall": "5", "overall_100": "100", "overall_100.grade": "满意"}), ("X-3", rated((ALL, "1" * 14)), [], {"overall": "1", "overall_100": "0", "overall_100.grade": "不满意"}),
    # without 服务流程: (20·4 + 20·4 + 20·5 + 25·4) / 85 = 360 / 85 = 4.2353
    ("S1-8", {PROCESS[0]: "", PROCESS[1]: ""}, [], {"process_mean": "", "overall": "4.24"}), ("S1-8", {ATTITUDE[2]: ""}, [], {"attitude_mean": "4.5"}),
    ("S1-9", {"客户类型": "新客户"}, []), ("S1-9", {"客户类型": "VIP"}, ["choice"]), ("S1-9", {"渠道": "", "客户同意接受调研": ""}, ["required"]), ("S1-9", {"客服人员": ""}, ["required"]),
    ("S1-10", {PROCESS[0]: "2", PROCESS[1]: "3"}, [], {"process_mean": "2.5", "low": "服务流程", "low_voice": "电话等待时间可以再短些"}), ("S1-10", {PROCESS[0]: "2", PROCESS[1]: "3", WORDS[1]: ""}, ["low-why"]), ("S1-10", {}, [], {"low": "", "low_voice": ""}),
    ("S1-10", {**rated((RESPONSE, "222")), PROCESS[0]: "2", PROCESS[1]: "3"}, [], {"low": "响应效率 服务流程"}), ("S1-10", {PROCESS[0]: "3", PROCESS[1]: "3"}, [], {"low": ""}),
    ("S1-14", {"客户类型": ""}, ["required"]), ("X-1", {"客服人员": "客服*"}, []), ("X-1", {"客服人员": "李小明"}, ["identifier.clear"]),
]
PERSONAL = ["13812345678", "李小明"]
