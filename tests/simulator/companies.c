/* companies.c - the companies that the simulated service knows.
 * SPDX-License-Identifier: MIT */
#include "simulator.h"

#include <stdio.h>
#include <string.h>

/* Nobody's: the codes have right check characters and regions that do not exist. One real name,
 * for demonstrations, of which nothing else is told. */
static const struct company companies[] = {
    {.name = "虚构科技有限公司",
     .key_no = "00000000000000000000000000000001",
     .credit_code = "91990000MA0000015Q",
     .registration = "990000000000015",
     .ending = "png",
     .https = true,
     .kind = "有限责任公司（自然人独资）",
     .person = "甲某某",
     .capital = "100万元人民币",
     .founded = "2018年05月09日",
     .address = "虚构省乌有市无名区不存在路1号0单元000室",
     .authority = "虚构省乌有市市场监督管理局",
     .scope = "技术开发、技术咨询、技术服务；虚构的软件和不存在的硬件的设计、制造与销售；"
              "模拟数据处理。（依法须经批准的项目，经相关部门批准后方可开展经营活动）"},
    {.name = "小米科技有限责任公司",
     .key_no = "00000000000000000000000000000002",
     .credit_code = "91110108551385082Q",
     .registration = "",
     .ending = "png",
     .https = true},
    {.name = "不存在的茶叶（杭州）有限公司",
     .key_no = "00000000000000000000000000000003",
     .credit_code = "91990001MA00000232",
     .registration = "990000000000023",
     .ending = "png",
     .kind = "有限责任公司（自然人投资或控股）",
     .person = "乙某某",
     .capital = "50万元人民币",
     .founded = "2011年11月11日",
     .address = "虚构省乌有市无名区不存在路2号",
     .authority = "虚构省乌有市市场监督管理局",
     .scope = "不存在的茶叶的种植、加工与销售；茶具零售；会议服务。"},
    {.name = "子虚乌有贸易有限公司",
     .key_no = "00000000000000000000000000000004",
     .credit_code = "91990002MA0000031B",
     .registration = "990000000000031",
     .ending = "jpg",
     .https = true,
     .kind = "有限责任公司（法人独资）",
     .person = "丙某某",
     .capital = "500万元人民币",
     .founded = "2009年02月28日",
     .address = "虚构省子虚市乌有区不存在街3号楼",
     .authority = "虚构省子虚市市场监督管理局",
     .scope = "货物进出口、技术进出口；虚构日用品的批发与零售；仓储服务。"},
    {.name = "香港虚构有限公司",
     .key_no = "h0000000000000000000000000000005",
     .credit_code = "91990003MA000004XH",
     .registration = "990000000000040",
     .ending = "jpg",
     .kind = "私人股份有限公司",
     .person = "丁某某",
     .capital = "10000港元",
     .founded = "2015年07月01日",
     .address = "香港不存在道4号虚构大厦0楼",
     .authority = "虚构公司注册处",
     .scope = "虚构的一般贸易。"},
    {.name = "某某某𠮷祥饭店",
     .key_no = "00000000000000000000000000000006",
     .credit_code = "91990004MA00000580",
     .registration = "990000000000058",
     .ending = "png",
     .https = true,
     .kind = "个体工商户",
     .person = "戊某某",
     .capital = "3万元人民币",
     .founded = "2001年01月01日",
     .address = "虚构省乌有市无名区不存在路6号",
     .authority = "虚构省乌有市无名区市场监督管理局",
     .scope = "餐饮服务。",
     .drawn_name = "某某某吉祥饭店"},
};

enum { COMPANIES = sizeof companies / sizeof companies[0] };

const struct company *company_at(size_t n)
{
    return n < COMPANIES ? &companies[n] : NULL;
}

const struct company *company_find(const char *keyword)
{
    for (size_t i = 0; i < COMPANIES; i++) {
        const struct company *company = &companies[i];

        if (strcmp(keyword, company->name) == 0 || strcmp(keyword, company->key_no) == 0 ||
            strcmp(keyword, company->credit_code) == 0 ||
            strcmp(keyword, company->registration) == 0) {
            return company;
        }
    }
    return NULL;
}

void company_list(void)
{
    for (size_t i = 0; i < COMPANIES; i++) {
        printf("  %s  %s  %s  %s\n", companies[i].name, companies[i].key_no,
               companies[i].credit_code, companies[i].registration);
    }
}
