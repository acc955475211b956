"""System S4, form quality-inspection: single records that show what each obligation asks for.
S4-1 S4-2 S4-3 S4-4 S4-5 S4-6 S4-7 S4-8 S4-9 S4-10 S4-11 X-1 X-3 X-5

GOOD is a record with nothing wrong; CASES: obligation, what is changed in it, the rules that must speak, computed values by name.
"""

ROW = {"问题": "部分退款需二次联系", "措施": "申请小额退款当场办理权限", "负责人": "客服部-李*", "期限": "2023-10-13", "完成日期": "", "复查结果": ""}
NONE = [dict.fromkeys(["检测编号", *ROW], "")]  # a blank row is no row
GOOD = {"检测编号": "JC20231010-001", "检测日期": "2023-10-10", "检测目的": "月度抽样", "检测对象类型": "团队", "检测对象": "客服一组", "检测周期": "月", "检测重点": "退换货流程执行", "抽样数量": "20",
        "检测人": "质检员-何*", "审批人": "客服主管-周*", "审批日期": "2023-10-11", "数据来源": "录音或聊天记录、工单", "采集方式": "实时", "服务结束时间": "2023-10-09 10:00", "采集时间": "2023-10-10 09:30",
        "实测响应时长(秒)": "24", "实测一次性解决率(%)": "92.5", "问候规范": "5", "需求记录完整": "4", "语气亲和": "4", "礼貌用语": "5", "响应时长达标": "5", "一次性解决率": "3",
        "一次性解决率-问题": "部分退款需二次联系", "一次性解决率-改进": "开通当场退款权限", "主动回访确认": "4", "超出预期": "4", "下次检测日期": "2023-11-10", "improvements": [ROW]}
CHANGE = {"检测目的": "流程变更后", "变更内容": "退款审批改为一级审批"}
NEW = {"检测目的": "新员工首月", "检测对象类型": "个人", "检测对象": "", "被检测人": "客服部-林*", "入职日期": "2023-09-18"}
PERSON = {"检测对象类型": "个人", "检测对象": "", "被检测人": "客服部-李*"}
FLAG = {"异常标记": "投诉", "复评人": "客服部-方*", "交叉评估结论": "与初评一致"}
DISPUTE = {"有争议": "是", "第二评审人": "质检员-沈*", "第二评审总分": "74.25"}
LATE = {"采集时间": "2023-10-10 10:01"}
PERIODIC = {"采集方式": "定期", "服务结束时间": "2023-10-07 10:00"}
EMPTY = {item: "" for item in ("问候规范", "需求记录完整", "语气亲和", "礼貌用语", "响应时长达标", "一次性解决率", "主动回访确认", "超出预期")}
# only the marks 5, 3 and 1, as before 2026.1: dimensions 5, 3, 4, 5
MARKS = {"问候规范": "5", "需求记录完整": "5", "语气亲和": "3", "语气亲和-问题": "语气平淡", "礼貌用语": "3", "礼貌用语-问题": "只在结尾说谢谢", "主动回访确认": "5", "超出预期": "5"}
OLD = dict(MARKS, 表单版本="2025.4")
# dimensions 3.5, 3.5, 3.5, 3
WEAK = {"需求记录完整": "3", "需求记录完整-问题": "漏记门店", "问候规范": "4", "语气亲和": "3", "语气亲和-问题": "语气平淡", "礼貌用语": "4", "响应时长达标": "4",
        "主动回访确认": "3", "主动回访确认-问题": "回访超过时限", "超出预期": "3", "超出预期-问题": "没有额外帮助"}
POOR = dict(WEAK, 超出预期="2")

CASES = [
    ("S4-1", {}, []), ("S4-1", {"检测目的": "季度抽样"}, []), ("S4-1", {"检测目的": "投诉高峰"}, []), ("S4-1", {"检测目的": "年度抽样"}, ["choice"]), ("S4-1", {"检测目的": ""}, ["required"]),
    ("S4-1", NEW, []), ("S4-1", dict(NEW, 入职日期=""), ["required"]), ("S4-1", dict(NEW, 入职日期="2023-09-10"), []), ("S4-1", dict(NEW, 入职日期="2023-09-09"), ["first-month"]),
    ("S4-1", dict(NEW, 入职日期="2023-10-11"), ["first-month"]), ("S4-1", {"入职日期": "2023-09-18"}, ["irrelevant"]), ("S4-1", {"检测目的": "新员工首月", "入职日期": "2023-09-18"}, ["new-staff-person"]),
    ("S4-1", CHANGE, []), ("S4-1", dict(CHANGE, 检测目的="流程变更前"), []), ("S4-1", dict(CHANGE, 变更内容=""), ["required"]), ("S4-1", {"检测目的": "流程变更前"}, ["required"]),
    ("S4-2", {"检测对象类型": "服务类型", "检测对象": "退换货"}, []), ("S4-2", PERSON, []), ("S4-2", dict(PERSON, 被检测人=""), ["required"]), ("S4-2", {"检测对象": ""}, ["required"]), ("S4-2", {"检测对象类型": ""}, ["required"]),
    ("S4-2", {"检测对象类型": "部门"}, ["choice"]), ("S4-2", {"检测周期": "日"}, []), ("S4-2", {"检测周期": "周"}, []), ("S4-2", {"检测周期": "季"}, ["choice"]), ("S4-2", {"检测周期": ""}, ["required"]), ("S4-2", {"检测重点": ""}, ["required"]),
    ("S4-2", {"检测编号": "JC2023101-01", "improvements": NONE, "一次性解决率-改进": ""}, ["pattern"]), ("S4-2", {"检测编号": "", "improvements": NONE, "一次性解决率-改进": ""}, ["required"]), ("S4-2", {"抽样数量": "0"}, ["sample-least"]),
    ("S4-2", {"检测日期": "2023-10-09", "审批日期": "2023-10-09", "improvements": [dict(ROW, 期限="2023-10-12")]}, ["inspected-after-collected"]), ("S4-2", {"服务单号": "FW20231009-001"}, []), ("S4-2", {"服务单号": "20231009"}, ["pattern"]),
    ("S4-2", {}, [], {"instance_name": "JC20231010-001-月度抽样-20231010"}),
    ("S4-3", {"检测人": ""}, ["required"]), ("S4-3", {"审批人": ""}, ["required"]), ("S4-3", {"审批人": "", "审批日期": ""}, []), ("S4-3", {"审批日期": "2023-10-09"}, ["approved-after"]), ("S4-3", {"复评人": "客服部-方*"}, []),
    ("S4-3", {"审批人": "质检员-何*"}, ["approver-other"]), ("S4-3", {"复评人": "质检员-何*"}, ["reevaluator-other"]), ("S4-3", dict(PERSON, 检测人="客服部-李*"), ["inspector-other"]),
    ("X-1", {"检测人": "质检员-何静怡"}, ["identifier.clear"]), ("X-1", {"审批人": "客服主管-周文博"}, ["identifier.clear"]), ("X-1", {"复评人": "客服部-方晓彤"}, ["identifier.clear"]), ("X-1", dict(PERSON, 被检测人="客服部-李小明"), ["identifier.clear"]),
    ("X-1", {"原因分析": "客户13958214467多次来电"}, ["identifier.clear"]), ("X-1", {"一次性解决率-问题": "客户13958214467需二次联系"}, ["identifier.clear"]), ("X-1", {"原因分析": "身份证11010519491231002X"}, ["identifier.denied"]),
    ("S4-4", {"数据来源": "录音或聊天记录、工单、客户反馈、系统日志"}, []), ("S4-4", {"数据来源": "系统日志"}, []), ("S4-4", {"数据来源": ""}, ["required"]), ("S4-4", {"数据来源": "工单、传闻"}, ["choice.several"]),
    # dimensions: (5 + 4) / 2 = 4.5, 4.5, (5 + 3) / 2 = 4, 4; on 0-100 87.5, 87.5, 75, 75; weights 30, 20, 30, 20: 26.25 + 17.5 + 22.5 + 15 = 81.25
    ("S4-5", {}, [], {"process_score": "4.50", "attitude_score": "4.50", "efficiency_score": "4.00", "satisfaction_score": "4.00", "overall_score": "81.25", "overall_score.grade": "合格"}),
    ("S4-5", {"问候规范": "0"}, ["range"]), ("S4-5", {"需求记录完整": "6"}, ["range"]), ("S4-5", {"语气亲和": "4.5"}, ["range.step"]), ("S4-5", {"礼貌用语": "好"}, ["range"]), ("S4-5", {"主动回访确认": "6"}, ["range"]), ("S4-5", {"超出预期": "0"}, ["range"]),
    # a problem is due from 3 downwards, for each of the eight
    ("S4-5", {"问候规范": "3"}, ["required"]), ("S4-5", {"需求记录完整": "3"}, ["required"]), ("S4-5", {"语气亲和": "1"}, ["required"]), ("S4-5", {"礼貌用语": "2"}, ["required"]),
    ("S4-5", {"响应时长达标": "3", "实测响应时长(秒)": "40"}, ["required"]), ("S4-5", {"一次性解决率-问题": ""}, ["required"]), ("S4-5", {"主动回访确认": "3"}, ["required"]), ("S4-5", {"超出预期": "3"}, ["required"]),
    ("S4-5", {"问候规范": "3", "问候规范-问题": "未报工号", "问候规范-改进": "统一开场用语"}, []),
    # an item that does not apply is left out: satisfaction of one item; then (87.5 * 30 + 87.5 * 20 + 75 * 30) / 80 = 82.8125
    ("S4-5", {"超出预期": ""}, [], {"satisfaction_score": "4.00", "overall_score": "81.25"}), ("S4-5", {"超出预期": "", "主动回访确认": ""}, [], {"overall_score": "82.81"}), ("S4-5", EMPTY, ["rated-something"]),
    # response time against 30 seconds when no standard is given
    ("S4-5", {}, [], {"standard_seconds": "30"}), ("S4-5", {"实测响应时长(秒)": "30"}, []), ("S4-5", {"实测响应时长(秒)": "31"}, ["response-anchor"]), ("S4-5", {"实测响应时长(秒)": "31", "标准响应时长(秒)": "60"}, []),
    ("S4-5", {"响应时长达标": "3", "响应时长达标-问题": "偏慢", "实测响应时长(秒)": "31"}, []), ("S4-5", {"响应时长达标": "3", "响应时长达标-问题": "偏慢", "实测响应时长(秒)": "90"}, []),
    ("S4-5", {"响应时长达标": "3", "响应时长达标-问题": "偏慢", "实测响应时长(秒)": "91"}, ["response-anchor"]), ("S4-5", {"响应时长达标": "1", "响应时长达标-问题": "很慢", "实测响应时长(秒)": "91"}, []),
    ("S4-5", {"响应时长达标": "3", "响应时长达标-问题": "偏慢"}, ["response-anchor"]), ("S4-5", {"响应时长达标": "1", "响应时长达标-问题": "无人应答", "实测响应时长(秒)": "", "有未应答": "是"}, []), ("S4-5", {"有未应答": "是"}, ["response-anchor"]),
    ("S4-5", {"实测响应时长(秒)": ""}, ["response-measured"]), ("S4-5", {"实测响应时长(秒)": "-1"}, ["response-range"]), ("S4-5", {"标准响应时长(秒)": "0", "实测响应时长(秒)": ""}, ["standard-range", "response-measured"]),
    ("S4-5", {"实测响应时长(秒)": "", "响应时长达标": ""}, []),
    # solved at first contact
    ("S4-5", {"一次性解决率": "5", "实测一次性解决率(%)": "100"}, []), ("S4-5", {"一次性解决率": "5"}, ["fcr-anchor"]), ("S4-5", {"实测一次性解决率(%)": "99"}, []), ("S4-5", {"实测一次性解决率(%)": "80"}, []), ("S4-5", {"实测一次性解决率(%)": "79.9"}, ["fcr-anchor"]),
    ("S4-5", {"一次性解决率": "1", "实测一次性解决率(%)": "79.9"}, []), ("S4-5", {"实测一次性解决率(%)": "101"}, ["range"]), ("S4-5", {"实测一次性解决率(%)": ""}, ["fcr-measured"]),
    # what the anchors leave open: 99-100 % is 4, less than 80 % with a reason 2; 4 and 2 for the response time of samples only
    ("S4-6", {"一次性解决率": "4", "实测一次性解决率(%)": "99.5"}, []), ("S4-6", {"实测一次性解决率(%)": "99.5"}, ["fcr-anchor"]), ("S4-6", {"一次性解决率": "5", "实测一次性解决率(%)": "99.5"}, ["fcr-anchor"]),
    ("S4-6", {"一次性解决率": "2", "实测一次性解决率(%)": "70", "未达 80% 的原因": "配件缺货"}, []), ("S4-6", {"一次性解决率": "2", "实测一次性解决率(%)": "70"}, ["fcr-anchor"]), ("S4-6", {"一次性解决率": "1", "实测一次性解决率(%)": "70", "未达 80% 的原因": "配件缺货"}, ["fcr-anchor"]),
    ("S4-6", {"未达 80% 的原因": "配件缺货"}, ["irrelevant"]), ("S4-6", {"响应时长达标": "4"}, []), ("S4-6", {"响应时长达标": "4", "抽样数量": "1"}, ["response-single"]), ("S4-6", {"抽样数量": "1"}, []),
    ("S4-6", {"响应时长达标": "2", "响应时长达标-问题": "偏慢", "实测响应时长(秒)": "45"}, []), ("S4-6", {"响应时长达标": "2", "响应时长达标-问题": "三通未应答", "有未应答": "是"}, []),
    ("S4-7", {"异常标记": "无"}, []), ("S4-7", {}, [], {"abnormal": "无"}), ("S4-7", FLAG, []), ("S4-7", dict(FLAG, 异常标记="高度表扬"), []), ("S4-7", dict(FLAG, 异常标记="表扬"), ["choice"]),
    ("S4-7", dict(FLAG, 交叉评估结论=""), ["required"]), ("S4-7", dict(FLAG, 复评人=""), ["required"]), ("S4-7", dict(FLAG, 异常标记="高度表扬", 交叉评估结论=""), ["required"]), ("S4-7", dict(FLAG, 异常标记="高度表扬", 复评人=""), ["required"]),
    ("S4-7", {"交叉评估结论": "与初评一致"}, ["irrelevant"]),
    # |81.25 - 74.25| = 7; 100 - 7 = 93
    ("S4-8", DISPUTE, [], {"score_gap": "7", "agreement": "93"}), ("S4-8", dict(DISPUTE, 第二评审总分="90"), [], {"score_gap": "8.75", "agreement": "91.25"}), ("S4-8", dict(DISPUTE, 第二评审人=""), ["required"]), ("S4-8", dict(DISPUTE, 第二评审总分=""), ["required"]),
    ("S4-8", dict(DISPUTE, 第二评审人="质检员-何*"), ["second-other"]), ("S4-8", dict(DISPUTE, 第二评审人="质检员-沈丽华"), ["identifier.clear"]), ("S4-8", dict(DISPUTE, 第二评审总分="101"), ["range"]),
    ("S4-8", dict(DISPUTE, 第二评审总分="71.25"), []), ("S4-8", dict(DISPUTE, 第二评审总分="71.24"), ["reviewers-agree"]), ("S4-8", dict(DISPUTE, 第二评审总分="91.26"), ["reviewers-agree"]),
    ("S4-8", dict(DISPUTE, 第二评审总分="71.24", 争议处理结论="复听录音,采用第一评审结果"), []), ("S4-8", dict(DISPUTE, 有争议="否"), ["irrelevant", "irrelevant"]), ("S4-8", {"有争议": "否"}, []), ("S4-8", {}, [], {"agreement": ""}),
    # 24 hours after 2023-10-09 10:00 in real time, 72 hours else
    ("S4-9", {}, [], {"collect_due_live": "2023-10-10 10:00", "collect_due_live.status": "done", "collect_due_periodic": ""}), ("S4-9", {"采集时间": "2023-10-10 10:00"}, []), ("S4-9", LATE, ["collected-in-time"], {"collect_due_live.status": "done-late"}),
    ("S4-9", dict(LATE, 采集方式="定期"), [], {"collect_due_periodic": "2023-10-12 10:00", "collect_due_periodic.status": "done", "collect_due_live": ""}), ("S4-9", dict(PERIODIC, 采集时间="2023-10-10 10:00"), []), ("S4-9", dict(PERIODIC, 采集时间="2023-10-10 10:01"), ["collected-in-time"]),
    ("S4-9", dict(LATE, 采集逾期原因="录音系统检修"), ["collected-in-time"]), ("S4-9", {"采集时间": "2023-10-09 09:59"}, ["collected-after-service"]), ("S4-9", {"采集时间": ""}, ["required"]), ("S4-9", {"服务结束时间": ""}, ["required"]),
    ("S4-9", {"采集方式": ""}, ["required"]), ("S4-9", {"采集时间": "2023-10-1009:30"}, ["type.datetime"]),
    # efficiency (5 + 4) / 2 = 4.5: 26.25 + 17.5 + 26.25 + 15 = 85; WEAK: 18.75 + 12.5 + 18.75 + 10 = 60; POOR: satisfaction 2.5: 18.75 + 12.5 + 18.75 + 7.5 = 57.5
    ("S4-10", {"一次性解决率": "4", "实测一次性解决率(%)": "99.5"}, [], {"overall_score": "85.00", "overall_score.grade": "优秀"}), ("S4-10", WEAK, [], {"overall_score": "60.00", "overall_score.grade": "合格"}),
    ("S4-10", dict(POOR, 原因分析="人手不足"), [], {"overall_score": "57.50", "overall_score.grade": "待改进"}), ("S4-10", POOR, ["required"]),
    ("S4-10", dict(POOR, **{"原因分析": "人手不足", "一次性解决率-改进": "", "improvements": NONE}), ["improvement-planned"]),
    ("S4-10", {}, [], {"low_items": "一次性解决率"}), ("S4-10", WEAK, [], {"low_items": "需求记录完整、语气亲和、一次性解决率、主动回访确认、超出预期"}),
    ("S4-10", {"泄露客户信息": "是", "原因分析": "读出他人地址"}, ["overall_score"], {"overall_score": "81.25", "overall_score.grade": "待改进"}), ("S4-10", {"泄露客户信息": "是"}, ["overall_score", "required"]), ("S4-10", {"泄露客户信息": "否"}, [], {"overall_score.grade": "合格"}),
    # 3 working days after Tuesday 2023-10-10 is Friday 2023-10-13; after Thursday 2023-09-28, before the National Day holidays, it is Monday 2023-10-09, as 7 and 8 October are worked
    ("S4-10", {"improvements": [dict(ROW, 期限="2023-10-13")]}, []), ("S4-10", {"improvements": [dict(ROW, 期限="2023-10-16")]}, ["due-three-days"]), ("S4-10", {"improvements": [dict(ROW, 期限="2023-10-09")]}, ["due-after-inspection"]),
    ("S4-10", {"检测日期": "2023-09-28", "服务结束时间": "2023-09-27 15:00", "采集时间": "2023-09-28 09:30", "improvements": [dict(ROW, 期限="2023-10-09")]}, []),
    ("S4-10", {"检测日期": "2023-09-28", "服务结束时间": "2023-09-27 15:00", "采集时间": "2023-09-28 09:30", "improvements": [dict(ROW, 期限="2023-10-10")]}, ["due-three-days"]),
    ("S4-10", {"improvements": [dict(ROW, 完成日期="2023-10-09")]}, ["done-after-inspection"]), ("S4-10", {"improvements": [dict(ROW, 复查结果="已改")]}, ["choice"]), ("S4-10", {"improvements": [dict(ROW, 完成日期="2023-10-13", 复查结果="部分落实")]}, []),
    ("S4-10", {"下次检测日期": ""}, ["required"]), ("S4-10", {"下次检测日期": "2023-10-10"}, ["next-after"]), ("S4-10", {}, [], {"follow_up_due": "2023-11-10 23:59", "follow_up_due.status": "overdue"}), ("S4-10", {"下次检测日期": "2023-12-10"}, [], {"follow_up_due.status": "open"}),
    ("S4-10", {"improvements": [dict(ROW, 完成日期="2023-10-13", 复查结果="已落实")]}, [], {"follow_up_due": ""}),
    ("S4-10", {"上次检测编号": "JC20230911-002", "上次改进落实情况": "已落实"}, ["link"]), ("S4-10", {"上次检测编号": "JC20230911-002"}, ["link", "required"]), ("S4-10", {"上次检测编号": "JC20231010-001", "上次改进落实情况": "已落实"}, ["previous-other"]),
    # the version a record names: marks 5, 3 and 1 only, all dimensions alike, no red line. 100, 50, 75, 100: mean 81.25; by 2026.1 30 + 10 + 22.5 + 20 = 82.5
    ("S4-11", OLD, [], {"overall_score": "81.25", "overall_score.grade": "合格"}), ("S4-11", MARKS, [], {"overall_score": "82.50"}), ("S4-11", {"表单版本": "2026.1"}, [], {"overall_score": "81.25"}),
    ("S4-11", dict(OLD, 问候规范="4"), ["range.step"]), ("S4-11", dict(MARKS, 问候规范="4"), []), ("S4-11", dict(OLD, 泄露客户信息="是"), [], {"overall_score.grade": "合格"}), ("S4-11", dict(MARKS, 泄露客户信息="是", 原因分析="读出他人地址"), ["overall_score"], {"overall_score.grade": "待改进"}),
    ("S4-11", dict(OLD, **{"实测响应时长(秒)": "31"}), ["response-anchor"]), ("S4-11", dict(OLD, **{"实测一次性解决率(%)": "79"}), []), ("S4-11", {"表单版本": "2024.1", "improvements": NONE}, ["version.unknown"]),
    # the scale of a dimension is 1-5, of the whole 0-100: all 3 is 50, all 1 is 0, all 5 is 100
    ("X-3", {**dict.fromkeys(EMPTY, "5"), "实测一次性解决率(%)": "100"}, [], {"process_score": "5.00", "overall_score": "100.00"}),
    ("X-3", {**EMPTY, "语气亲和": "3", "语气亲和-问题": "语气平淡", "原因分析": "人手不足"}, [], {"attitude_score": "3.00", "overall_score": "50.00"}), ("X-3", {**EMPTY, "语气亲和": "1", "语气亲和-问题": "打断客户", "原因分析": "人手不足"}, [], {"overall_score": "0.00"}),
    ("X-5", {"improvements": NONE}, ["improvement-planned"]), ("X-5", {"improvements": NONE, "一次性解决率-改进": ""}, []), ("X-5", {"improvements": NONE, "一次性解决率-改进": "", "超出预期-改进": "提醒保修期"}, ["improvement-planned"]),
    ("X-5", {"improvements": [dict(ROW, 负责人="")]}, ["required"]), ("X-5", {"improvements": [dict(ROW, 期限="")]}, ["required"]), ("X-5", {"improvements": [dict(ROW, 措施="")]}, ["required"]), ("X-5", {"improvements": [dict(ROW, 负责人="客服部-李小明")]}, ["identifier.clear"]),
    ("X-5", {}, [], {"improvements_due": "2023-10-13 23:59", "improvements_due.status": "overdue"}), ("X-5", {"improvements": [dict(ROW, 完成日期="2023-10-13")]}, [], {"improvements_due.status": "done"}),
    ("X-5", {"improvements": [dict(ROW, 完成日期="2023-10-14")]}, [], {"improvements_due.status": "done-late"}), ("X-5", {"improvements": [dict(ROW, 完成日期="2023-10-12"), dict(ROW, 措施="核对配件库存", 期限="2023-10-12")]}, [], {"improvements_due.status": "overdue"}),
    ("X-5", {"improvements": NONE, "一次性解决率-改进": ""}, [], {"improvements_due": ""}),
]
PERSONAL = ["何静怡", "周文博", "方晓彤", "李小明", "沈丽华", "13958214467", "11010519491231002X"]
