"""System S3, form feedback-record: single records that show what each obligation asks for.
S3-1 S3-2 S3-3 S3-4 S3-5 S3-6 S3-7 S3-8 S3-9 S3-10 S3-11 S3-12 S3-13 S3-14 S3-15 X-1 X-2 X-4 X-5

GOOD is a record with nothing wrong; CASES: obligation, what is changed in it, the rules that must speak, computed values by name. Now is 2023-12-01 09:00.
What no record can show (the order of the fields, their lists, the wording of the manner) is looked at in the form itself.
"""
import os
import xml.etree.ElementTree as tree

ROW = {"时间": "2023-10-10 15:00", "处理内容": "核对订单,安排工程师上门", "经办人": "售后部-张*", "是否已告知客户": "是"}
NEXT = {"时间": "2023-10-11 11:00", "处理内容": "更换密封圈并试机,不再漏水", "经办人": "维修工程师-赵*", "是否已告知客户": "否"}
# a complaint of Tuesday 2023-10-10, complex, solved next day, called back by the service manager
GOOD = {"反馈编号": "FK20231010-001", "反馈时间": "2023-10-10 14:30", "反馈渠道": "电话", "客户姓名": "李*", "联系方式": "138****5678", "客户等级": "普通", "问题描述": "10月5日购买的洗衣机使用五天后漏水,地板被泡",
        "客户诉求": "尽快上门维修", "问题分类": "投诉类", "优先级": "重要", "责任部门": "客服主管", "分派责任人": "客服主管-周*", "责任人工号": "K1001", "受理人": "客服部-李*", "重大投诉": "否", "响应时长(秒)": "12",
        "问题主题": "产品质量", "订单尾号": "****5001", "客户地址": "杭州市西湖区****", "服务单号": "FW20231010-001", "沟通记录编号": "LY20231010-0007", "开始处理时间": "2023-10-10 14:40", "复杂问题": "是",
        "承诺解决日期": "2023-10-12", "约定告知时间": "2023-10-10 18:00", "解决方案与结果": "更换密封圈,试机正常,赔付地板清洁费", "解决时间": "2023-10-11 11:30", "回访时间": "2023-10-12 10:00",
        "回访方式": "电话", "回访人": "客服主管-周*", "回访结果": "客户认可,没有其他要求", "改进措施": "出厂前增加密封圈抽检", "改进负责人": "产品部-陈*", "改进期限": "2023-10-31", "改进完成日期": "2023-10-30",
        "归档日期": "2023-10-13", "progress": [ROW, NEXT]}
HANDLED = ("解决方案与结果", "解决时间", "回访时间", "回访方式", "回访人", "回访结果", "归档日期")
UNSOLVED = {name: "" for name in HANDLED}
UNCALLED = {name: "" for name in ("回访时间", "回访方式", "回访人", "回访结果", "归档日期")}
HELP = {"问题分类": "求助类", "责任部门": "技术支持部", "分派责任人": "技术支持部-吴*", "责任人工号": "J2011", "重大投诉": ""}
ENQUIRY = dict(HELP, 问题分类="咨询类", 责任部门="客服部", 分派责任人="客服部-王*", 责任人工号="K1040", 复杂问题="否", 承诺解决日期="", 一次性解决="是")
IDEA = dict(UNCALLED, 问题分类="建议类", 责任部门="产品部", 分派责任人="产品部-陈*", 责任人工号="C3002", 重大投诉="")
ADOPTED = dict(IDEA, 建议已采纳="是", 采纳时间="2023-10-16 10:00", 采纳告知时间="2023-10-16 16:00", 采纳告知方式="短信", 归档日期="2023-10-17")
URGENT = {"优先级": "紧急", "临时小组名称": "10月10日漏水处理小组", "小组负责人": "售后部-张*", "开始处理时间": "2023-10-10 14:30"}
NAMELESS = {"客户姓名": "匿名", "联系方式": ""}
NOTHING = [dict.fromkeys(["反馈编号", *ROW], "")]  # a blank row is no row
NUMBER_ONLY = {"progress": NOTHING, "复杂问题": "否", "承诺解决日期": "", "一次性解决": "是", "约定告知时间": ""}  # a record whose number is changed has no rows that know it


def form():
    return tree.parse(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "forms", "feedback-record", "form.xml")).getroot()


FORM, NS = form(), "{urn:formrule:form}"
FIELDS = {field.get("name"): field for field in FORM.iter(NS + "field")}
LISTS = {choices.get("list"): [choice.find(NS + "label").text for choice in choices] for choices in FORM.iter(NS + "choices")}
LABELS = [field.find(NS + "label").text for field in FIELDS.values()]
KEPT = ["反馈时间", "反馈渠道", "客户姓名", "联系方式", "客户等级", "问题描述", "客户诉求", "问题分类", "优先级", "责任部门", "分派责任人", "责任人工号"]
AFTER = ["时间", "处理内容", "解决方案与结果", "解决时间", "回访时间", "归档日期"]
assert LABELS[LABELS.index(KEPT[0]):][:len(KEPT)] == KEPT, "S3-15: the head of 客户反馈记录表 in its order"
assert [label for label in LABELS if label in AFTER] == AFTER, "S3-15: progress, solution, when solved, called back, archived"
for name, labels in (("feedback_channel", "电话 在线客服 邮件 工单系统 社交媒体 意见箱"), ("level", "普通 VIP"), ("category", "咨询类 建议类 投诉类 求助类"), ("priority", "紧急 重要 一般"),
                     ("department", "客服部 技术支持部 产品部 运营部 客服主管 售后部负责人")):
    assert LISTS[name] == labels.split(), f"S3-15: the list {name}"
MANNER = FIELDS["manner"].findall(NS + "guidance")
assert len(MANNER) == 2, "S3-3: the manner in both languages"
for text, said in zip(MANNER, (("礼貌用语", "少用专业术语", "先倾听", "其他需要", "满意"), ("polite", "little jargon", "Listen first", "further needs", "confirm satisfaction"))):
    assert all(word in text.text for word in said), f"S3-3: the manner says {said}"


def by(channel, level, seconds, **more):
    """Feedback by this channel from a customer of this level, answered after so many seconds."""
    return dict(more, 反馈渠道=channel, 客户等级=level, **{"响应时长(秒)": str(seconds)})


def routed(category, department, **more):
    change = {"投诉类": {}, "建议类": ADOPTED, "咨询类": ENQUIRY, "求助类": HELP}[category]
    return dict(change, 责任部门=department, 分派责任人=f"{department}-王*", **more)


CASES = [
    # all touchpoints, any department
    *[("S3-1", by(channel, "普通", 12), []) for channel in ("在线客服", "邮件", "工单系统", "社交媒体", "意见箱")], ("S3-1", {"反馈渠道": "传真"}, ["choice"]), ("S3-1", {"反馈渠道": ""}, ["required"]),
    *[("S3-1", {"受理人": who}, []) for who in ("门店-赵*", "物流部-孙*", "财务部-何*", "")],
    # what the table of response standards says, sharp and one second beyond
    ("S3-2", by("电话", "普通", 15), [], {"channel": "电话", "standard_seconds": "15", "response_due.status": "done"}), ("S3-2", by("电话", "普通", 16), ["response-in-time"], {"response_due.status": "done-late"}),
    ("S3-2", by("电话", "VIP", 10), [], {"standard_seconds": "10"}), ("S3-2", by("电话", "VIP", 11), ["response-in-time"]),
    ("S3-2", by("在线客服", "普通", 30), [], {"channel": "在线客服", "standard_seconds": "30"}), ("S3-2", by("在线客服", "VIP", 30), []), ("S3-2", by("在线客服", "VIP", 31), ["response-in-time"]), ("S3-2", by("在线客服", "普通", 31), ["response-in-time"]),
    ("S3-2", by("工单系统", "普通", 3600), [], {"channel": "服务工单", "standard_seconds": "3600", "response_due": "2023-10-10 15:30", "response_due.status": "done"}), ("S3-2", by("工单系统", "VIP", 3601), ["response-in-time"]),
    ("S3-2", by("电话", "VIP", 300, 重大投诉="是"), [], {"channel": "重大投诉专属通道", "standard_seconds": "300", "response_due": "2023-10-10 14:35"}), ("S3-2", by("电话", "VIP", 301, 重大投诉="是"), ["response-in-time"]), ("S3-2", by("邮件", "普通", 301, 重大投诉="是"), ["response-in-time"]),
    ("S3-2", by("邮件", "普通", 90000), [], {"channel": "", "standard_seconds": "", "response_due": ""}), ("S3-2", by("电话", "普通", ""), [], {"response_due.status": "overdue"}), ("S3-2", by("电话", "普通", -1), ["response-range"]),
    ("S3-2", dict(HELP, 重大投诉="是"), ["irrelevant"], {"channel": "电话"}), ("S3-2", {"客户等级": ""}, ["required"]),
    # a complex problem needs a stated deadline; its last day counts
    ("S3-4", {"承诺解决日期": ""}, ["required"]), ("S3-4", {}, [], {"promised_due": "2023-10-12 23:59", "promised_due.status": "done"}), ("S3-4", {"承诺解决日期": "2023-10-11"}, [], {"promised_due.status": "done"}),
    ("S3-4", {"承诺解决日期": "2023-10-10"}, [], {"promised_due.status": "done-late"}), ("S3-4", {"承诺解决日期": "2023-10-09"}, ["promised-after-received"]), ("S3-4", UNSOLVED, [], {"promised_due.status": "overdue"}),
    ("S3-4", dict(UNSOLVED, 承诺解决日期="2023-12-04"), [], {"promised_due.status": "open"}), ("S3-4", ENQUIRY, [], {"promised_due": ""}), ("S3-4", dict(ENQUIRY, 一次性解决="否"), []), ("S3-4", dict(ENQUIRY, 一次性解决="也许"), ["type.boolean"]),
    ("S3-4", dict(ENQUIRY, 一次性解决=""), ["required"]), ("S3-4", dict(ENQUIRY, 复杂问题=""), []), ("S3-4", {"一次性解决": "是"}, ["irrelevant"]),
    # a result for every problem, and a call-back; 24 hours where no more specific line fits
    ("S3-5", {"解决方案与结果": ""}, ["required"]), ("S3-5", dict(UNSOLVED, 解决方案与结果="更换密封圈"), []), ("S3-5", {"回访结果": ""}, ["required"]), ("S3-5", {"解决时间": ""}, ["required"]), ("S3-5", {"解决时间": "2023-10-10 14:29"}, ["solved-after-received"]),
    ("S3-5", dict(UNCALLED, 归档日期="2023-10-13"), ["required"]), ("S3-5", UNCALLED, [], {"callback_due.status": "overdue"}), ("S3-5", {"回访时间": "2023-10-11 11:29"}, ["called-after-solved"]),
    ("S3-5", {"问题分类": "", "重大投诉": ""}, ["required"], {"callback_due": "2023-10-12 11:30", "callback_due.policy": "solved"}),
    ("S3-5", dict(ENQUIRY, **UNCALLED, **NAMELESS), [], {"callback_due": ""}), ("S3-5", dict(ENQUIRY, **dict(UNCALLED, 归档日期="2023-10-13"), **NAMELESS), []),  # nobody to call
    ("S3-5", dict(ENQUIRY, **dict(UNCALLED, 归档日期="2023-10-13"), 客户姓名="匿名"), ["required"]),  # no name, but a number
    # nothing in clear: name, phone, address, order
    ("S3-6", {"客户姓名": "李小明"}, ["identifier.clear"]), ("S3-6", {"联系方式": "13812345678"}, ["identifier.clear"]), ("S3-6", {"客户地址": "杭州市西湖区文三路100号"}, ["identifier.clear"]), ("S3-6", {"客户地址": ""}, []),
    ("S3-6", {"订单尾号": "D20231005001"}, ["pattern"]), ("S3-6", {"订单尾号": ""}, []), ("S3-6", {"问题描述": "漏水,请打13812345678"}, ["identifier.clear"]), ("S3-6", {"客户诉求": "退到6222021234567890128"}, ["identifier.denied"]),
    ("S3-6", {"回访结果": "身份证11010519491231002X"}, ["identifier.denied"]), ("S3-6", {"解决方案与结果": "登录密码是abc12345"}, ["identifier.denied"]), ("S3-6", {"progress": [dict(ROW, 处理内容="电话13812345678无人接听")]}, ["identifier.clear"]),
    *[("S3-7", change, []) for change in (ENQUIRY, HELP, ADOPTED)], ("S3-7", {"问题分类": "投拆类"}, ["choice"]), ("S3-7", {"问题分类": "投诉类、求助类"}, ["choice"]), ("S3-7", {"问题分类": "", "重大投诉": ""}, ["required"]),
    # at once, 24 hours, 3 working days: 11, 12 and Friday 13; over the holidays after Wednesday 2023-09-27: 28, then 7 and 8 (make-up Saturday and Sunday)
    ("S3-8", URGENT, [], {"handling_due": "2023-10-10 14:30", "handling_due.policy": "urgent", "handling_due.status": "done-late", "start_due": "2023-10-10 14:30", "start_due.status": "done"}),
    ("S3-8", dict(URGENT, 开始处理时间="2023-10-10 14:31"), [], {"start_due.status": "done-late"}), ("S3-8", dict(URGENT, 开始处理时间=""), [], {"start_due.status": "overdue"}), ("S3-8", {"开始处理时间": "2023-10-10 14:29"}, ["started-after-received"]),
    ("S3-8", {}, [], {"handling_due": "2023-10-11 14:30", "handling_due.policy": "important", "handling_due.status": "done", "start_due": ""}), ("S3-8", {"解决时间": "2023-10-11 14:30"}, [], {"handling_due.status": "done"}),
    ("S3-8", {"解决时间": "2023-10-11 14:31"}, [], {"handling_due.status": "done-late"}), ("S3-8", UNSOLVED, [], {"handling_due.status": "overdue"}),
    ("S3-8", {"优先级": "一般"}, [], {"handling_due": "2023-10-13 23:59", "handling_due.policy": "normal"}), ("S3-8", {"优先级": "一般", "反馈时间": "2023-09-27 16:00"}, [], {"handling_due": "2023-10-08 23:59"}),
    ("S3-8", {"优先级": ""}, ["required"]), ("S3-8", {"优先级": "特急"}, ["choice"]),
    # each category goes to its two departments and to no other
    *[("S3-9", routed(category, department), [] if department in right else ["routed-to"])
      for category, right in (("咨询类", ("客服部", "技术支持部")), ("求助类", ("客服部", "技术支持部")), ("建议类", ("产品部", "运营部")), ("投诉类", ("客服主管", "售后部负责人")))
      for department in ("客服部", "技术支持部", "产品部", "运营部", "客服主管", "售后部负责人")],
    ("S3-9", routed("投诉类", "客服部", 改派原因="客服主管出差,委托客服部处理"), ["routed-to"]), ("S3-9", {"责任部门": "法务部"}, ["choice"]), ("S3-9", {"责任部门": ""}, ["required"]),  # with a reason a warning: LEVELS
    ("S3-9", {"分派责任人": "客服部-王*"}, ["assignee-department"]), ("S3-9", {"分派责任人": "李*"}, []),
    ("S3-10", URGENT, []), ("S3-10", dict(URGENT, 临时小组名称=""), ["required"]), ("S3-10", dict(URGENT, 小组负责人=""), ["required"]), ("S3-10", dict(URGENT, 临时小组名称="小组"), ["team-named"]), ("S3-10", {"临时小组名称": ""}, []),
    ("S3-10", {"临时小组名称": "漏水专项小组", "小组负责人": "售后部-张*"}, []),  # others may have one
    # progress has its times; the customer is told by the time agreed
    ("S3-11", {}, [], {"entries": "2", "last_entry": "2023-10-11 11:00", "told_at": "2023-10-10 15:00", "told_due": "2023-10-10 18:00", "told_due.status": "done"}),
    ("S3-11", {"progress": [NEXT, ROW]}, [], {"last_entry": "2023-10-11 11:00", "told_at": "2023-10-10 15:00"}), ("S3-11", {"progress": [dict(ROW, 时间="")]}, ["required", "told-in-time"]),
    ("S3-11", {"progress": [ROW, dict(NEXT, 时间="")]}, ["required"]), ("S3-11", {"progress": [dict(ROW, 处理内容="")]}, ["required"]), ("S3-11", {"progress": [ROW, dict(NEXT, 时间="2023-10-10 14:29")]}, ["progress-after-received"]),
    ("S3-11", {"progress": [dict(ROW, 时间="2023-10-10 18:00")]}, [], {"told_due.status": "done"}), ("S3-11", {"progress": [dict(ROW, 时间="2023-10-10 18:01")]}, ["told-in-time"], {"told_due.status": "done-late"}),
    ("S3-11", {"progress": [dict(ROW, 是否已告知客户="否")]}, ["told-in-time"], {"told_at": "", "told_due.status": "overdue"}), ("S3-11", {"progress": [dict(ROW, 是否已告知客户="")], "约定告知时间": ""}, [], {"told_due": ""}),
    ("S3-11", dict(UNSOLVED, progress=[dict(ROW, 是否已告知客户="否")], 约定告知时间="2023-12-01 10:00"), [], {"told_due.status": "due-soon"}), ("S3-11", {"约定告知时间": "2023-10-10 14:00"}, ["agreed-after-received", "told-in-time"]),
    ("S3-11", {"progress": NOTHING, "约定告知时间": ""}, ["progress-kept"], {"entries": "0", "last_entry": ""}), ("S3-11", dict(ENQUIRY, progress=NOTHING, 约定告知时间=""), []), ("S3-11", {"progress": [ROW, dict(NEXT, 是否已告知客户="也许")]}, ["type.boolean"]),
    # complaint: 24 hours, by phone, by the service manager
    ("S3-12", {}, [], {"callback_due": "2023-10-12 11:30", "callback_due.policy": "feedback-complaint", "callback_due.status": "done"}), ("S3-12", {"回访时间": "2023-10-12 11:30"}, [], {"callback_due.status": "done"}),
    ("S3-12", {"回访时间": "2023-10-12 11:31"}, [], {"callback_due.status": "done-late"}), ("S3-12", {"回访方式": "短信"}, ["callback-channel"]), ("S3-12", {"回访方式": ""}, ["required"]), ("S3-12", {"回访人": "客服部-李*"}, ["callback-by"]),
    ("S3-12", {"回访人": ""}, ["required"]), ("S3-12", {"联系方式": ""}, ["required"]), ("S3-12", dict(UNCALLED, **NAMELESS), []),
    # enquiry and help: 72 hours after 2023-10-11 11:30, by anyone and by any way
    ("S3-12", HELP, [], {"callback_due": "2023-10-14 11:30", "callback_due.policy": "feedback-enquiry"}), ("S3-12", dict(ENQUIRY, 回访方式="短信", 回访人="客服部-李*", 联系方式=""), [], {"callback_due": "2023-10-14 11:30"}),
    ("S3-12", dict(HELP, 回访时间="2023-10-14 11:31", 归档日期="2023-10-16"), [], {"callback_due.status": "done-late"}),
    # suggestion: no limit, told by e-mail or SMS once adopted
    ("S3-12", ADOPTED, [], {"callback_due": "", "callback_due.policy": "feedback-suggestion"}), ("S3-12", dict(ADOPTED, 采纳告知方式="邮件"), []), ("S3-12", dict(ADOPTED, 采纳告知方式="电话"), ["adopted-told-channel"]), ("S3-12", dict(ADOPTED, 采纳告知方式=""), ["required"]),
    ("S3-12", dict(ADOPTED, 采纳告知时间="", 采纳告知方式=""), ["required"]), ("S3-12", dict(ADOPTED, 采纳告知时间="", 采纳告知方式="", 归档日期=""), []), ("S3-12", dict(ADOPTED, 采纳时间=""), ["required"]), ("S3-12", dict(ADOPTED, 采纳告知时间="2023-10-16 09:00"), ["adopted-told-after"]),
    ("S3-12", dict(IDEA, 建议已采纳="否", 归档日期="2023-10-17"), []), ("S3-12", IDEA, []), ("S3-12", dict(IDEA, 采纳时间="2023-10-16 10:00"), ["irrelevant"]), ("S3-12", {"建议已采纳": "是"}, ["irrelevant"]),
    # two years from the day of the archive; the recording is named beside the record
    ("S3-13", {}, [], {"keep_until": "2025-10-13"}), ("S3-13", {"归档日期": ""}, [], {"keep_until": ""}), ("S3-13", {"归档日期": "2023-10-11"}, ["archived-after-told"]), ("S3-13", {"归档日期": "2023-10-10"}, ["archived-after-solved", "archived-after-told"]),
    ("S3-13", dict(ADOPTED, 归档日期="2023-10-15"), ["archived-after-told"]), ("S3-13", {"沟通记录编号": "第七段录音"}, ["pattern"]), ("S3-13", {"沟通记录编号": ""}, []), ("S3-13", {"沟通记录编号": "LT20231010093012"}, []),
    # what the report is made from
    *[("S3-14", {"问题主题": topic}, []) for topic in ("使用方法", "物流配送", "安装维修", "退换货", "账单发票", "服务态度", "网站与系统", "其他", "")], ("S3-14", {"问题主题": "天气"}, ["choice"]),
    ("S3-14", {}, [], {"improvement_due": "2023-10-31 23:59", "improvement_due.status": "done", "instance_name": "FK20231010-001-投诉类"}),
    # 客户反馈记录表
    ("S3-15", {"反馈时间": ""}, ["required"]), ("S3-15", {"反馈时间": "十月十日"}, ["type.datetime"]), ("S3-15", {"反馈时间": "2023-12-01 09:01", **UNSOLVED, "开始处理时间": "", "承诺解决日期": "2023-12-02", "约定告知时间": "", "progress": NOTHING}, ["received-not-future"]),
    ("S3-15", {"客户姓名": ""}, ["required"]), ("S3-15", {"客户姓名": "匿名"}, []), ("S3-15", {"客户等级": "金卡"}, ["choice"]), ("S3-15", {"问题描述": ""}, ["required"]), ("S3-15", {"客户诉求": ""}, ["required"]),
    ("S3-15", dict(HELP, 客户诉求=""), ["required"]), ("S3-15", dict(ENQUIRY, 客户诉求=""), []), ("S3-15", dict(ADOPTED, 客户诉求=""), []), ("S3-15", {"分派责任人": ""}, ["required"]), ("S3-15", {"责任人工号": ""}, ["required"]),
    ("S3-15", {"责任人工号": "周主管"}, ["pattern"]), ("S3-15", {"责任人工号": "1001"}, []), ("S3-15", dict(NUMBER_ONLY, 反馈编号=""), ["required"]), ("S3-15", dict(NUMBER_ONLY, 反馈编号="FK2023-1"), ["pattern"]), ("S3-15", {"服务单号": "20231010"}, ["pattern"]), ("S3-15", {"服务单号": ""}, []),
    # masks: the surname kept, a title, a role, nobody
    *[("X-1", {"客户姓名": name}, []) for name in ("李*", "*女士", "*先生", "匿名", "欧阳*")], *[("X-1", {"分派责任人": name}, []) for name in ("客服主管-周*", "客服主管*经理", "*经理", "匿名")],
    ("X-1", {"分派责任人": "客服主管-周文涛"}, ["identifier.clear"]), ("X-1", {"受理人": "客服部-周文涛"}, ["identifier.clear"]), ("X-1", {"受理人": "客服*"}, []), ("X-1", dict(URGENT, 小组负责人="售后部-周文涛"), ["identifier.clear"]),
    ("X-1", {"回访人": "客服主管-周文涛"}, ["identifier.clear"]), ("X-1", {"改进负责人": "产品部-周文涛"}, ["identifier.clear"]), ("X-1", {"progress": [dict(ROW, 经办人="售后部-周文涛")]}, ["identifier.clear"]), ("X-1", {"progress": [dict(ROW, 经办人="产品部*专员")]}, []),
    # damage
    ("X-2", {"反馈时间": "2023-10-1014:30"}, ["type.datetime"]), ("X-2", {"联系方式": "1385678"}, ["identifier.clear"]), ("X-2", {"解决时间": "2023-10-1111:30"}, ["type.datetime"]), ("X-2", {"progress": [ROW, dict(NEXT, 时间="2023-10-1111:00")]}, ["type.datetime"]),
    # one table decides, the most specific line wins
    ("X-4", {"服务单号": ""}, [], {"callback_due.policy": "feedback-complaint"}), ("X-4", ENQUIRY, [], {"callback_due.policy": "feedback-enquiry"}), ("X-4", HELP, [], {"callback_due.policy": "feedback-enquiry"}), ("X-4", IDEA, [], {"callback_due.policy": "feedback-suggestion"}),
    # an improvement has an owner and a date, and is open until it is done
    ("X-5", {"改进负责人": ""}, ["required"]), ("X-5", {"改进期限": ""}, ["required"]), ("X-5", {"改进完成日期": ""}, [], {"improvement_due.status": "overdue"}), ("X-5", {"改进完成日期": "", "改进期限": "2023-12-15"}, [], {"improvement_due.status": "open"}),
    ("X-5", {"改进完成日期": "2023-11-01"}, [], {"improvement_due.status": "done-late"}), ("X-5", {"改进措施": ""}, ["irrelevant", "irrelevant", "irrelevant"], {"improvement_due": ""}),
    ("X-5", {"改进措施": "", "改进负责人": "", "改进期限": "", "改进完成日期": ""}, [], {"improvement_due": ""}),
]
PERSONAL = ["李小明", "13812345678", "周文涛", "文三路", "D20231005001", "6222021234567890128", "11010519491231002X", "abc12345"]
