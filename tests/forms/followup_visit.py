"""System S2, form followup-visit: single records that show what each obligation asks for.
S2-1 S2-2 S2-4 S2-5 S2-6 S2-7 S2-8 S2-9 S2-10 S2-11 S2-12 S2-13 S2-14 S2-15 S2-16 S2-17 X-1 X-2 X-3 X-4

GOOD is a record with nothing wrong; CASES: obligation, what is changed in it, the rules that must speak, computed values by name. Now is 2023-12-01 09:00.
What no record can show (the order of questions, the script) is looked at in the form itself.
"""
import os
import xml.etree.ElementTree as tree

# 2023-10-10 is a Tuesday
GOOD = {"回访编号": "HF20231013-001", "回访场合": "售后", "服务单号": "FW20231010-001", "投诉工单号": "", "服务类型": "售后维修", "服务日期": "2023-10-10 14:30", "客户名称": "杭州晨光贸易有限公司",
        "联系人": "李*", "联系电话": "138****5678", "回访日期": "2023-10-13 09:30", "回访人员": "*小张", "回访人员工号": "K1023", "总体满意度评分": "9", "服务态度": "5", "专业能力": "4",
        "响应效率": "4", "问题解决效果": "5", "客户原话": "比上次快多了", "通话结束时间": "2023-10-13 09:35", "记录完成时间": "2023-10-13 09:40"}
CALL = ("回访日期", "回访人员", "回访人员工号", "总体满意度评分", "服务态度", "专业能力", "响应效率", "问题解决效果", "客户原话", "通话结束时间", "记录完成时间")
LISTED = {name: "" for name in CALL}  # on the call list, not called yet
BUSY = dict(LISTED, 客户不便通话="是", 预约时间="2023-10-16 19:00")
LOW = {"总体满意度评分": "5", "客户提出问题": "是", "具体问题描述": "维修后噪声仍然偏大", "问题分类": "解决效果", "追问回答": "希望彻底解决噪声", "责任部门": "售后部"}
WISH = {"客户明确希望改进": "是", "客户建议": "希望保养后提供纸质检测单", "责任部门": "售后部"}
HANDED = dict(LOW, 责任人="售后部-张*", 移交时间="2023-10-13 15:00", 告知进展时间="2023-10-13 16:00")
HANDLED = dict(HANDED, 处理完成时间="2023-10-16 10:00", 处理结果="已加装减振垫并复测")
AGAIN = dict(HANDLED, 再次回访时间="2023-10-19 16:00", 再次回访人员="*小张", 再次回访人员工号="K1023")
CHANGED = {"回访场合": "重大变更", "服务单号": "", "服务日期": ""}


def when(occasion, completed, visited):
    """A call of five minutes, recorded five minutes later."""
    hour, minute = visited[-5:].split(":")
    return {"回访场合": occasion, "服务日期": completed, "回访日期": visited, "通话结束时间": f"{visited[:-5]}{hour}:{int(minute) + 5:02d}", "记录完成时间": f"{visited[:-5]}{hour}:{int(minute) + 10:02d}"}


def form():
    return tree.parse(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "forms", "followup-visit", "form.xml")).getroot()


FORM, NS = form(), "{urn:formrule:form}"
FIELDS = [field.get("name") for field in FORM.iter(NS + "field")]
QUESTIONS = ["overall", "attitude", "skill", "speed", "effect", "problem", "probing", "suggestion", "words"]
assert [name for name in FIELDS if name in QUESTIONS] == QUESTIONS, "S2-5: overall, then dimensions, then open questions"
SCRIPT = next(field for field in FORM.iter(NS + "field") if field.get("name") == "script").findall(NS + "guidance")
assert len(SCRIPT) == 2, "S2-4: the script in both languages"
for said in (("身份", "自报家门", "工号", "3–5 分钟", "保密", "预约时间"), ("Identity", "(name)", "staff number", "3–5 minutes", "confidential", "appointment")):
    assert any(all(word in text.text for word in said) for text in SCRIPT), f"S2-4: the script says {said}"
for name, best in (("overall", 10), ("attitude", 5), ("skill", 5), ("speed", 5), ("effect", 5)):
    anchors = {(a.get("score"), a.text) for field in FORM.iter(NS + "field") if field.get("name") == name for a in field.findall(NS + "anchor")}
    assert {("1", "非常不满意"), (str(best), "非常满意")} <= anchors, f"S2-8: anchors of {name}"

CASES = [
    # 售后: working days after Tuesday 10: 11, 12, 13 (first), 16, 17 (last)
    ("S2-1", {}, [], {"visit_from": "2023-10-13", "visit_due": "2023-10-17 23:59", "visit_due.status": "done"}),
    ("S2-1", when("售后", "2023-10-10 14:30", "2023-10-12 18:00"), ["visit-early"]), ("S2-1", when("售后", "2023-10-10 14:30", "2023-10-17 19:00"), [], {"visit_due.status": "done"}),
    ("S2-1", when("售后", "2023-10-10 14:30", "2023-10-18 09:00"), [], {"visit_due.status": "done-late"}),
    # after Wednesday 27 September: 28, then the holidays until 6 October, the working weekend 7 (Saturday) and 8, then 9 and 10
    ("S2-1", when("售后", "2023-09-27 16:00", "2023-10-08 10:00"), [], {"visit_from": "2023-10-08", "visit_due": "2023-10-10 23:59"}), ("S2-1", when("售后", "2023-09-27 16:00", "2023-10-07 10:00"), ["visit-early"]),
    # 投诉: Wednesday 11 and Thursday 12; solved on a Friday: Monday and Tuesday
    ("S2-1", when("投诉", "2023-10-10 14:30", "2023-10-11 09:00"), [], {"visit_from": "2023-10-11", "visit_due": "2023-10-12 23:59", "visit_due.status": "done"}),
    ("S2-1", when("投诉", "2023-10-10 14:30", "2023-10-10 18:00"), ["visit-early"]), ("S2-1", when("投诉", "2023-10-10 14:30", "2023-10-13 09:00"), [], {"visit_due.status": "done-late"}),
    ("S2-1", when("投诉", "2023-10-13 14:30", "2023-10-16 09:00"), [], {"visit_from": "2023-10-16", "visit_due": "2023-10-17 23:59"}),
    # 定期: three months to half a year, also where the month is shorter
    ("S2-1", when("定期", "2023-07-13 14:30", "2023-10-13 09:30"), [], {"visit_from": "2023-10-13", "visit_due": "2024-01-13 14:30"}), ("S2-1", when("定期", "2023-07-14 09:00", "2023-10-13 09:30"), ["visit-early"]),
    ("S2-1", when("定期", "2023-04-12 14:30", "2023-10-13 09:30"), [], {"visit_due": "2023-10-12 14:30", "visit_due.status": "done-late"}),
    # 重大变更: on occasion, no limit; 新客户: within 7 days of the first service, from the first day on
    ("S2-1", CHANGED, [], {"visit_from": "", "visit_due": ""}), ("S2-1", {"回访场合": "重大变更"}, [], {"visit_due": ""}),
    ("S2-1", when("新客户", "2023-10-10 14:30", "2023-10-17 14:30"), [], {"visit_from": "2023-10-10", "visit_due": "2023-10-17 14:30", "visit_due.status": "done"}),
    ("S2-1", when("新客户", "2023-10-10 14:30", "2023-10-17 14:31"), [], {"visit_due.status": "done-late"}), ("S2-1", when("新客户", "2023-10-10 14:30", "2023-10-10 15:00"), []),
    ("S2-1", {"回访场合": ""}, ["required"]), ("S2-1", {"回访场合": "抽查"}, ["choice"]), ("S2-1", {"服务日期": ""}, ["required"]),
    ("S2-1", when("售后", "2023-10-16 14:30", "2023-10-13 09:30"), ["visited-after-service"]), ("S2-1", when("新客户", "2023-11-30 14:30", "2023-12-01 09:30"), ["visited-not-future"]), ("S2-1", when("新客户", "2023-11-30 14:30", "2023-12-01 08:30"), []),
    # which line of the table decided
    ("X-4", {}, [], {"visit_due.policy": "visit-after-sales"}), ("X-4", when("投诉", "2023-10-10 14:30", "2023-10-11 09:00"), [], {"visit_due.policy": "visit-complaint"}),
    ("X-4", when("定期", "2023-07-13 14:30", "2023-10-13 09:30"), [], {"visit_due.policy": "visit-regular"}), ("X-4", {"回访场合": "重大变更"}, [], {"visit_due.policy": "visit-change"}), ("X-4", {"回访场合": "新客户"}, [], {"visit_due.policy": "visit-new"}),
    ("X-4", {"服务类型": "售后投诉"}, [], {"visit_due.policy": "visit-after-sales"}),  # what the service was does not decide here
    # the call list: a record before the call
    ("S2-2", LISTED, [], {"visit_due": "2023-10-17 23:59", "visit_due.status": "overdue", "needs_followup": "false", "record_due": "", "handover_due": "", "progress_due": ""}),
    ("S2-2", {"服务单号": ""}, ["required"]), ("S2-2", {"服务单号": "20231010-1"}, ["pattern"]), ("S2-2", {"服务单号": "", "投诉工单号": "FK20231010-001"}, []), ("S2-2", {"投诉工单号": "10号投诉"}, ["pattern"]),
    ("S2-2", dict(when("投诉", "2023-10-10 14:30", "2023-10-11 09:00"), 服务单号=""), ["required"]), ("S2-2", {"回访场合": "新客户", "服务单号": ""}, ["required"]), ("S2-2", dict(when("定期", "2023-07-13 14:30", "2023-10-13 09:30"), 服务单号=""), []),
    ("S2-2", {}, [], {"aim": "确认服务效果和使用情况", "instance_name": "HF20231013-001-售后"}), ("S2-2", when("投诉", "2023-10-10 14:30", "2023-10-11 09:00"), [], {"aim": "确认投诉已解决,了解是否认可"}),
    ("S2-2", when("定期", "2023-07-13 14:30", "2023-10-13 09:30"), [], {"aim": "了解近期使用情况和新需求"}), ("S2-2", CHANGED, [], {"aim": "了解变更带来的影响"}), ("S2-2", {"回访场合": "新客户"}, [], {"aim": "了解首次服务的体验"}),
    ("S2-2", {"回访编号": ""}, ["required"]), ("S2-2", {"回访编号": "HF2023-1"}, ["pattern"]),
    # a busy customer names a time; until then the visit stays open
    ("S2-4", BUSY, [], {"visit_due.status": "overdue"}), ("S2-4", dict(BUSY, 预约时间=""), ["required"]), ("S2-4", {"客户不便通话": "是", "预约时间": "2023-10-13 09:00"}, []), ("S2-4", {"客户不便通话": "是"}, []),
    ("S2-4", {"客户不便通话": "否", "预约时间": "2023-10-16 19:00"}, ["irrelevant"]), ("S2-4", {"客户不便通话": "也许"}, ["type.boolean"]),
    # no dimension without the overall question
    ("S2-5", {"总体满意度评分": ""}, ["required"]), ("S2-5", dict(LISTED, 服务态度="5"), ["required"]), ("S2-5", dict(LISTED, 总体满意度评分="9"), ["required"]),
    ("S2-6", {"客户名称": ""}, ["required"]), ("S2-6", {"客户名称": "李*"}, []), ("S2-6", {"客户名称": "晨光超市"}, []), ("S2-6", {"联系人": ""}, ["required"]), ("S2-6", {"联系电话": ""}, ["required"]),
    ("S2-6", {"服务类型": ""}, []), ("S2-6", {"服务类型": "维修保养"}, ["choice"]), ("S2-6", {"服务日期": "十月十日"}, ["type.datetime"]),
    ("X-1", {"客户名称": "李小明"}, ["customer-clear"]), ("X-1", {"客户名称": "古丽娜·艾山"}, ["customer-clear"]), ("X-1", {"联系人": "李小明"}, ["identifier.clear"]), ("X-1", {"联系人": "匿名"}, []), ("X-1", {"联系电话": "13812345678"}, ["identifier.clear"]),
    ("X-1", {"回访人员": "*女士"}, []), ("X-1", {"回访人员": "张小红"}, ["identifier.clear"]), ("X-1", dict(HANDED, 责任人="售后部-张强"), ["identifier.clear"]), ("X-1", dict(AGAIN, 再次回访人员="张小红"), ["identifier.clear"]),
    ("X-1", {"客户原话": "打我电话13812345678"}, ["identifier.clear"]), ("X-1", {"客户建议": "身份证11010519491231002X"}, ["identifier.denied"]), ("X-1", {"客户原话": "登录密码是abc12345"}, ["identifier.denied"]),
    ("X-1", dict(LOW, 具体问题描述="客户手机13812345678"), ["identifier.clear"]), ("X-1", dict(LOW, 追问回答="回电13812345678"), ["identifier.clear"]), ("X-1", dict(LOW, 客户建议="回电13812345678"), ["identifier.clear"]),
    ("X-1", dict(HANDLED, 处理结果="已致电13812345678"), ["identifier.clear"]), ("X-1", dict(AGAIN, 换人原因="改用13812345678联系"), ["identifier.clear"]),
    ("X-2", {"回访日期": "2023-10-1309:30"}, ["type.datetime"]), ("X-2", {"联系电话": "1385678"}, ["identifier.clear"]),
    ("S2-7", {"回访日期": ""}, ["required"]), ("S2-7", {"回访人员": ""}, ["required"]), ("S2-7", {"回访人员工号": ""}, ["required"]), ("S2-7", {"回访人员工号": "1023"}, []), ("S2-7", {"回访人员工号": "小张"}, ["pattern"]),
    ("S2-8", {"总体满意度评分": "10"}, []), ("S2-8", {"总体满意度评分": "11"}, ["range"]), ("S2-8", dict(LOW, 总体满意度评分="1"), []), ("S2-8", dict(LOW, 总体满意度评分="0"), ["range"]), ("S2-8", {"总体满意度评分": "8.5"}, ["range.step"]),
    ("S2-8", {"服务态度": "6"}, ["range"]), ("S2-8", {"服务态度": "1"}, []), ("S2-8", {"专业能力": "0"}, ["range"]), ("S2-8", {"响应效率": "3.5"}, ["range.step"]), ("S2-8", {"问题解决效果": "6"}, ["range"]), ("S2-8", {"服务态度": "4.5"}, ["range.step"]), ("S2-8", {"专业能力": "4.5"}, ["range.step"]), ("S2-8", {"问题解决效果": "4.5"}, ["range.step"]), ("S2-8", {"问题解决效果": ""}, []),
    # (9 - 1) / 9 = 88.89 of 100; 5, 4, 4, 5: mean 4.5, (4.5 - 1) / 4 = 87.5; without the last 5, 4, 4: mean of 100, 75, 75 = 83.33
    ("X-3", {}, [], {"overall_score": "88.89", "dimension_score": "87.5"}), ("X-3", {"问题解决效果": ""}, [], {"dimension_score": "83.33"}), ("X-3", LOW, [], {"overall_score": "44.44"}),
    ("S2-9", dict(LOW, 具体问题描述="", 客户提出问题="否"), ["required"]), ("S2-9", dict(LOW, 总体满意度评分="7", 具体问题描述="", 客户提出问题=""), ["required"]), ("S2-9", {"总体满意度评分": "8"}, []),
    ("S2-9", {"客户提出问题": "是", "处理结果": "已说明"}, ["required"]), ("S2-9", {"客户提出问题": "是", "具体问题描述": "指示灯太亮", "处理结果": "已指导关闭"}, []), ("S2-9", {"客户提出问题": "否"}, []),
    ("S2-9", dict(LOW, 问题分类="服务态度、专业能力、响应效率、解决效果、其他"), []), ("S2-9", dict(LOW, 问题分类="价格"), ["choice.several"]), ("S2-9", {"客户建议": "建议增加周末上门时段", "客户原话": "还行"}, []),
    ("S2-10", AGAIN, [], {"needs_followup": "true"}), ("S2-10", dict(LOW, 责任部门="法务部"), ["choice"]), ("S2-10", {"责任部门": "售后部"}, ["irrelevant"]), ("S2-10", dict(HANDED, 责任人=""), ["required"]),
    ("S2-10", dict(HANDLED, 移交时间=""), ["required"]), ("S2-10", dict(HANDED, 移交时间="2023-10-13 09:00"), ["handed-after-visit"]), ("S2-10", dict(HANDLED, 处理完成时间="2023-10-13 14:00"), ["handled-after-handover"]),
    ("S2-10", dict(AGAIN, 处理完成时间=""), ["required"]), ("S2-10", dict(AGAIN, 再次回访时间="2023-10-16 09:00"), ["called-again-after"]), ("S2-10", dict(HANDLED, 处理结果=""), ["required"]),
    ("S2-10", {name: AGAIN[name] for name in ("责任人", "移交时间", "处理完成时间", "再次回访时间", "再次回访人员", "再次回访人员工号")}, ["irrelevant"] * 6), ("S2-10", {"换人原因": "休假"}, ["irrelevant"]),
    ("S2-11", dict(LOW, 追问回答=""), ["required"]), ("S2-11", dict(LOW, 总体满意度评分="7", 追问回答=""), ["required"]), ("S2-11", dict(LOW, 总体满意度评分="7"), []), ("S2-11", dict(WISH, 总体满意度评分="8"), []),
    # told within 24 hours after 2023-10-13 09:30; only who is dissatisfied
    ("S2-12", HANDED, [], {"progress_due": "2023-10-14 09:30", "progress_due.status": "done"}), ("S2-12", dict(HANDED, 告知进展时间="2023-10-14 09:31"), [], {"progress_due.status": "done-late"}), ("S2-12", LOW, [], {"progress_due.status": "overdue"}),
    ("S2-12", dict(LOW, 总体满意度评分="7"), [], {"progress_due": "2023-10-14 09:30"}), ("S2-12", dict(WISH, 总体满意度评分="8"), [], {"progress_due": ""}), ("S2-12", {"告知进展时间": "2023-10-13 16:00"}, ["irrelevant"]), ("S2-12", dict(WISH, 总体满意度评分="8", 告知进展时间="2023-10-13 16:00"), ["irrelevant"]),
    ("S2-12", dict(HANDED, 总体满意度评分="7"), [], {"progress_due.status": "done"}),
    ("S2-12", dict(HANDED, 告知进展时间="2023-10-13 09:00"), ["progress-after-visit"]),
    # ten minutes sharp are in time
    ("S2-13", {"记录完成时间": "2023-10-13 09:45"}, [], {"record_due": "2023-10-13 09:45", "record_due.status": "done"}), ("S2-13", {"记录完成时间": "2023-10-13 09:46"}, ["recorded-in-time"], {"record_due.status": "done-late"}),
    ("S2-13", {"记录完成时间": ""}, [], {"record_due.status": "overdue"}), ("S2-13", {"记录完成时间": "2023-10-13 09:34"}, ["recorded-after-call"]), ("S2-13", {"通话结束时间": ""}, ["required"]), ("S2-13", {"通话结束时间": "2023-10-13 09:29", "记录完成时间": "2023-10-13 09:33"}, ["ended-after-begun"]),
    ("S2-14", {}, [], {"needs_followup": "false", "handover_due": ""}), ("S2-14", {"总体满意度评分": "8"}, [], {"needs_followup": "false"}), ("S2-14", dict(LOW, 总体满意度评分="7"), [], {"needs_followup": "true", "handover_due": "2023-10-14 09:30"}),
    ("S2-14", WISH, [], {"needs_followup": "true", "handover_due": "2023-10-14 09:30", "handover_due.status": "overdue"}), ("S2-14", {"客户明确希望改进": "否"}, [], {"needs_followup": "false"}),
    ("S2-14", HANDED, [], {"handover_due.status": "done"}), ("S2-14", dict(HANDED, 移交时间="2023-10-14 09:31"), [], {"handover_due.status": "done-late"}), ("S2-14", dict(WISH, 责任部门=""), ["required"]),
    ("S2-15", {"客户建议": "建议增加周末上门时段"}, [], {"in_pool": "true"}), ("S2-15", {}, [], {"in_pool": "false"}), ("S2-15", WISH, [], {"in_pool": "false"}), ("S2-15", dict(LOW, 客户建议="建议增加周末上门时段"), [], {"in_pool": "false"}),
    # handled on Monday 16: 17, 18, Thursday 19
    ("S2-16", AGAIN, [], {"second_call_due": "2023-10-19 23:59", "second_call_due.status": "done"}), ("S2-16", dict(AGAIN, 再次回访时间="2023-10-20 09:00"), [], {"second_call_due.status": "done-late"}),
    ("S2-16", HANDLED, [], {"second_call_due.status": "overdue"}), ("S2-16", HANDED, [], {"second_call_due": ""}), ("S2-16", dict(AGAIN, 处理完成时间="2023-10-13 17:00"), [], {"second_call_due": "2023-10-18 23:59"}),  # Friday: 16, 17, 18
    ("S2-16", dict(AGAIN, 再次回访人员="*小王"), ["same-caller"]), ("S2-16", dict(AGAIN, 再次回访人员工号="K1031"), ["same-caller"]), ("S2-16", dict(AGAIN, 再次回访人员工号=""), []), ("S2-16", dict(AGAIN, 再次回访人员工号="小张"), ["pattern"]), ("S2-16", dict(AGAIN, 再次回访人员=""), ["required"]),
    ("S2-16", dict(AGAIN, 再次回访人员="*小王", 再次回访人员工号="K1031", 换人原因="原回访人员休假"), ["same-caller"]),  # a warning then
    # every problem gets an answer: without follow-up, the one given in the call
    ("S2-16", dict(HANDLED, 处理结果=""), ["required"]), ("S2-16", {"客户提出问题": "是", "具体问题描述": "指示灯太亮"}, ["required"]), ("S2-16", {"处理结果": "已说明"}, ["irrelevant"]),
    ("S2-17", {"回访人员": ""}, ["required"]), ("S2-17", dict(LOW, 责任部门=""), ["required"]), ("S2-17", dict(HANDED, 责任部门="技术支持部", 责任人="技术支持部-孙*"), []),
]
PERSONAL = ["李小明", "古丽娜", "13812345678", "张小红", "张强", "11010519491231002X", "abc12345"]
