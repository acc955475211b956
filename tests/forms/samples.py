#!/usr/bin/env python3
"""The shipped forms against their sample records: CSV and ODS give exactly the findings that stand in expected.tsv, in order; single records show what each obligation asks for.
S0-1 S0-3 S0-4 S0-5 S0-6 S0-7 S0-11 S0-12 S0-14

Usage: samples.py FORMRULE SOURCE_DIR
"""
import csv
import json
import os
import subprocess
import sys
import tempfile

FORMRULE, ROOT = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
FORMS = os.path.join(ROOT, "forms")
faults = checked = 0


def fault(*words):
    global faults
    faults += 1
    print(*words)


def check(form, path, lang="zh-CN"):
    ran = subprocess.run([FORMRULE, "check", "--forms", FORMS, "--form", form, "--format", "ndjson", "--lang", lang, "--quiet", path], capture_output=True, text=True, timeout=60)
    if ran.returncode == 2:
        fault(path, "could not be checked:", ran.stderr.strip())
    return ran.returncode, [json.loads(line) for line in ran.stdout.splitlines()]


def samples(form):
    global checked
    folder = os.path.join(FORMS, form)
    expected = [tuple(line.split("\t")[:4]) for line in open(os.path.join(folder, "expected.tsv"), encoding="utf-8").read().splitlines() if line and not line.startswith("#")]
    for name in ("sample.csv", "sample.ods"):
        status, findings = check(form, os.path.join(folder, name))
        got = [(str(f["row"]), f["field"], f["rule"], f["level"]) for f in findings]
        for row in sorted(set(expected) - set(got)):
            fault(form, name, "missing:", *row)
        for row in sorted(set(got) - set(expected)):
            fault(form, name, "not expected:", *row)
        if got != expected and set(got) == set(expected):
            fault(form, name, "in another order")
        if status != 1:
            fault(form, name, "exit status", status)
        checked += len(got)


GOOD = {"客户编号": "KH001", "客户姓名": "*女士", "联系方式": "138****5678", "服务类型": "产品咨询", "日期时间": "2023-10-10 14:30", "沟通渠道": "在线客服",
        "问题描述": "10月5日在杭州西湖区购买的洗衣机漏水,要求维修", "处理结果": "接受检测方案", "响应速度": "4", "问题解决效果": "3", "服务态度": "5", "专业能力": "4"}
# obligation, what is changed in a good record, the rules that must speak (none: all is well)
CASES = [
    ("S0-1", {"培训案例": "是"}, []), ("S0-1", {"培训案例": "也许"}, ["type.boolean"]),
    ("S0-3", {}, []), ("S0-3", {"客户编号": ""}, ["required"]), ("S0-3", {"客户姓名": "*先生"}, []), ("S0-3", {"客户姓名": "李小明"}, ["identifier.clear"]),
    ("S0-3", {"联系方式": "13812345678"}, ["identifier.clear"]), ("S0-3", {"联系方式": ""}, []), ("S0-3", {"服务类型": ""}, ["required"]), ("S0-3", {"服务类型": "售后投诉"}, []), ("S0-3", {"历史记录": ""}, []),
    ("S0-4", {"沟通渠道": "社交媒体"}, []), ("S0-4", {"沟通渠道": "传真"}, ["choice"]), ("S0-4", {"客户情绪": "不满"}, []), ("S0-4", {"客户情绪": "不满意"}, ["choice"]), ("S0-4", {"问题描述": "坏了"}, ["problem-detail"]),
    ("S0-4", {"处理过程": "1. 致歉 2. 核对订单", "订单号": "D20231005001", "客户反馈": "感谢", "额外需求或建议": "上门前电话"}, []), ("S0-4", {"订单号": "五号单"}, ["pattern"]),
    ("S0-5", {"响应速度": "0"}, ["range"]), ("S0-5", {"服务态度": "6"}, ["range"]), ("S0-5", {"专业能力": "4.5"}, ["range.step"]), ("S0-5", {"总体满意度": "满意"}, []), ("S0-5", {"总体满意度": "不满"}, ["choice"]), ("S0-5", {"响应速度": ""}, []),
    ("S0-6", {"需跟进事项": "上门检测", "负责人": "售后部-张*", "完成时限": "2023-10-12"}, []), ("S0-6", {"需跟进事项": "上门检测", "负责人": "售后部-张强", "完成时限": "2023-10-12"}, ["identifier.clear"]),
    ("S0-6", {"需跟进事项": "上门检测", "完成时限": "2023-10-12"}, ["required"]), ("S0-6", {"完成时限": "2023-10-09"}, ["due-after-contact"]), ("S0-6", {"完成时限": "2023-10-10"}, []),
    ("S0-7", {"问题描述": ""}, ["required"]), ("S0-7", {"处理结果": ""}, ["required"]), ("S0-7", {"客户情绪": "", "建议反馈": ""}, []),
    ("S0-11", {"客户标签": "偏好电话沟通、在意配送时效"}, []), ("S0-11", {"客户标签": "爱喝茶"}, ["choice.several"]),
    ("S0-12", {"已与客户确认": "是"}, []), ("S0-12", {"已与客户确认": "否"}, ["result-confirmed"]),
    ("S0-14", {"备注": "身份证11010519491231002X"}, ["identifier.denied"]), ("S0-14", {"处理过程": "客户卡号4111 1111 1111 1111"}, ["identifier.denied"]), ("S0-14", {"备注": "登录密码是abc12345"}, ["identifier.denied"]),
    ("S0-14", {"备注": "忘记密码,已指引找回"}, []),
]
PERSONAL = ["李小明", "13812345678", "11010519491231002X", "4111 1111 1111 1111", "abc12345", "张强"]


def cases(form):
    global checked
    with tempfile.TemporaryDirectory() as folder:
        for number, (requirement, change, expected) in enumerate(CASES):
            record = dict(GOOD, **change)
            path = os.path.join(folder, f"{number}.csv")
            with open(path, "w", encoding="utf-8", newline="") as f:
                writer = csv.writer(f)
                writer.writerow(record)
                writer.writerow(record.values())
            for lang in ("zh-CN", "en"):
                _, findings = check(form, path, lang)
                got = [f["rule"] for f in findings]
                if got != expected:
                    fault(requirement, change, "gave", got, "wanted", expected)
                for secret in PERSONAL:
                    if any(secret in json.dumps(f, ensure_ascii=False) for f in findings):
                        fault(requirement, change, "shows a personal value")
                checked += 1


def main():
    for form in sorted(os.listdir(FORMS)):
        if os.path.exists(os.path.join(FORMS, form, "expected.tsv")):
            samples(form)
    cases("service-record")
    print(f"{checked} looked at, {faults} faults")
    return 1 if faults or not checked else 0


if __name__ == "__main__":
    sys.exit(main())
