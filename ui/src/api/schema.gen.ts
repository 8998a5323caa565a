// Generated from openapi.json by `npm run types`; not written by hand.
export interface paths {
    "/api/v1/api-keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 接口密钥列表 */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ApiKeys"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /** 提请接口密钥 */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["NewKey"];
                };
            };
            responses: {
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["MadeKey"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/api-keys/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** 停用接口密钥 */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/books": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 规则库 */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Books"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/calendar": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 工作日历 */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Calendar"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/calendar/{year}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** 写入放假安排 */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    year: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["YearTable"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Calendar"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/callers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 接入方列表 */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CallerRows"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/catalogue": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 目录查找 */
        get: {
            parameters: {
                query?: {
                    /** @description a code or its beginning, a part of a name, or initials of pinyin; nothing is found without */
                    q?: string;
                    /** @description `drug`, `service` or `diagnosis`; all where it is not given */
                    kind?: string;
                    /** @description 1 to 100, 20 where it is not given */
                    size?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CatalogueRows"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conduct/antimicrobial": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 抗菌药物指标 */
        get: {
            parameters: {
                query?: {
                    /** @description `2026-10`; last month where it is not given */
                    month?: string;
                    /** @description only this institution */
                    institution?: string;
                    /** @description with every doctor, which is recorded; the own figures are shown without it */
                    doctors?: boolean;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["AntimicrobialIndicators"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conduct/antimicrobial/doses/sheet": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 导入DDD值 */
        post: {
            parameters: {
                query?: {
                    /** @description which head stands for a field where the heads do not say it: `field=head;field=head` */
                    columns?: string;
                    /** @description take the good rows; otherwise the sheet is only looked at */
                    take?: boolean;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/octet-stream": number[];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Preview"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conduct/antimicrobial/months/sheet": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 导入抗菌药物月报数 */
        post: {
            parameters: {
                query?: {
                    /** @description which head stands for a field where the heads do not say it: `field=head;field=head` */
                    columns?: string;
                    /** @description take the good rows; otherwise the sheet is only looked at */
                    take?: boolean;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/octet-stream": number[];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Preview"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conduct/antimicrobial/targets/sheet": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 导入抗菌药物目标值 */
        post: {
            parameters: {
                query?: {
                    /** @description which head stands for a field where the heads do not say it: `field=head;field=head` */
                    columns?: string;
                    /** @description take the good rows; otherwise the sheet is only looked at */
                    take?: boolean;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/octet-stream": number[];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Preview"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conduct/antimicrobial/uses/sheet": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 导入抗菌药物消耗 */
        post: {
            parameters: {
                query?: {
                    /** @description which head stands for a field where the heads do not say it: `field=head;field=head` */
                    columns?: string;
                    /** @description take the good rows; otherwise the sheet is only looked at */
                    take?: boolean;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/octet-stream": number[];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Preview"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conduct/assessments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 启动年度考评: for everybody of the institution who has none */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Season"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Opened"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conduct/bulletin-settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 通报设置 */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["BulletinSettings"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        /** 修改通报设置 */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["NewSettings"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["BulletinSettings"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conduct/bulletins": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Of an institution its own, drafts only for those who work on them; of a bureau what its district has
         *     published. The latest come first.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Issues"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conduct/bulletins/{id}/composition": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 生成通报 */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Editing"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Composed"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conduct/bulletins/{id}/edition": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 查看通报 */
        get: {
            parameters: {
                query?: {
                    /** @description the internal one where it is not given, and for who reads only the public one, that */
                    edition?: "internal" | "public";
                };
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["EditionAnswer"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conduct/bulletins/{id}/file": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 下载通报 */
        get: {
            parameters: {
                query: {
                    /** @description as where the edition is read */
                    edition?: "internal" | "public";
                    format: "pdf" | "docx" | "xlsx";
                    /** @description why the list leaves the system; kept in the trail */
                    purpose: string;
                };
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/octet-stream": number[];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conduct/bulletins/{id}/pictures/{digest}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 查看通报的图像 */
        get: {
            parameters: {
                query?: {
                    /** @description the internal one where it is not given, and for who reads only the public one, that */
                    edition?: "internal" | "public";
                };
                header?: never;
                path: {
                    id: string;
                    digest: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/octet-stream": number[];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conduct/clinical/hospitals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 各医院临床行为汇总 */
        get: {
            parameters: {
                query?: {
                    /** @description `2026-10`; last month where it is not given */
                    month?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["HospitalsSums"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conduct/commendations/sheet": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 导入锦旗感谢信登记表 */
        post: {
            parameters: {
                query?: {
                    /** @description which head stands for a field where the heads do not say it: `field=head;field=head` */
                    columns?: string;
                    /** @description take the good rows; otherwise the sheet is only looked at */
                    take?: boolean;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/octet-stream": number[];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Preview"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conduct/district": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 区域行风 */
        get: {
            parameters: {
                query?: {
                    /** @description the present year where it is not given */
                    year?: number;
                    /** @description 季度, 1 to 4; the whole year where it is not given */
                    quarter?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["District"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conduct/district/export.xlsx": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 导出区域行风 */
        get: {
            parameters: {
                query: {
                    /** @description the present year where it is not given */
                    year?: number;
                    /** @description 季度, 1 to 4; the whole year where it is not given */
                    quarter?: number;
                    /** @description why the list leaves the system; kept in the trail */
                    purpose: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": number[];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conduct/district/report": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 出具区域报告 */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ReportForm"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/octet-stream": number[];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conduct/high-cost": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 高额病例月度清单 */
        get: {
            parameters: {
                query?: {
                    /** @description month of discharge, `2026-10`; last month where it is not given */
                    month?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CostlyCases"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conduct/high-cost/limits/sheet": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 导入病例分组费用阈值 */
        post: {
            parameters: {
                query?: {
                    /** @description which head stands for a field where the heads do not say it: `field=head;field=head` */
                    columns?: string;
                    /** @description take the good rows; otherwise the sheet is only looked at */
                    take?: boolean;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/octet-stream": number[];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Preview"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conduct/high-cost/stays/sheet": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 导入住院病例费用 */
        post: {
            parameters: {
                query?: {
                    /** @description which head stands for a field where the heads do not say it: `field=head;field=head` */
                    columns?: string;
                    /** @description take the good rows; otherwise the sheet is only looked at */
                    take?: boolean;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/octet-stream": number[];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Preview"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conduct/ledger": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 廉洁台账 */
        get: {
            parameters: {
                query?: {
                    /** @description the first day of this year where it is not given */
                    from?: string;
                    /** @description today where it is not given */
                    to?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["LedgerOf"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conduct/library": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 典型案例库 */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Library"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conduct/mine": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 我的医德档案 */
        get: {
            parameters: {
                query?: {
                    /** @description the present year where it is not given */
                    year?: number;
                    /** @description only this department */
                    department?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PersonPage"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conduct/mine/archive": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 下载我的医德档案 */
        get: {
            parameters: {
                query?: {
                    /** @description the present year where it is not given */
                    year?: number;
                    /** @description `pdf` where it is not given */
                    format?: components["schemas"]["FileFormat"];
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/octet-stream": number[];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conduct/packets/sheet": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 导入红包登记表 */
        post: {
            parameters: {
                query?: {
                    /** @description which head stands for a field where the heads do not say it: `field=head;field=head` */
                    columns?: string;
                    /** @description take the good rows; otherwise the sheet is only looked at */
                    take?: boolean;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/octet-stream": number[];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Preview"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conduct/patient-seals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 封存患者号码 */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["PatientNumber"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SealedNumber"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conduct/people/{code}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 医德档案页 */
        get: {
            parameters: {
                query?: {
                    /** @description the present year where it is not given */
                    year?: number;
                    /** @description only this department */
                    department?: string;
                };
                header?: never;
                path: {
                    code: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PersonPage"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conduct/people/{code}/archive": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 下载医德档案 */
        get: {
            parameters: {
                query?: {
                    /** @description the present year where it is not given */
                    year?: number;
                    /** @description `pdf` where it is not given */
                    format?: components["schemas"]["FileFormat"];
                };
                header?: never;
                path: {
                    code: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/octet-stream": number[];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conduct/performance": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 绩效核算 */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Pool"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Pay"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conduct/recognition": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 互认计数 */
        get: {
            parameters: {
                query?: {
                    /** @description `2026-10`; this month where it is not given */
                    month?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Counters"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conduct/recognition/items/sheet": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 导入互认项目 */
        post: {
            parameters: {
                query?: {
                    /** @description which head stands for a field where the heads do not say it: `field=head;field=head` */
                    columns?: string;
                    /** @description take the good rows; otherwise the sheet is only looked at */
                    take?: boolean;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/octet-stream": number[];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Preview"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conduct/recognition/participants/sheet": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 导入互认机构 */
        post: {
            parameters: {
                query?: {
                    /** @description which head stands for a field where the heads do not say it: `field=head;field=head` */
                    columns?: string;
                    /** @description take the good rows; otherwise the sheet is only looked at */
                    take?: boolean;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/octet-stream": number[];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Preview"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conduct/recognition/reports/sheet": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 导入报告索引 */
        post: {
            parameters: {
                query?: {
                    /** @description which head stands for a field where the heads do not say it: `field=head;field=head` */
                    columns?: string;
                    /** @description take the good rows; otherwise the sheet is only looked at */
                    take?: boolean;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/octet-stream": number[];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Preview"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conduct/schemes/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 检查方案 */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Text"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SchemeChecked"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conduct/schemes/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 方案试算: the year by the scheme in force and by this text */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Trial"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Replayed"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conduct/schemes/shipped": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 方案底本 */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Shipped"][];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conduct/staff": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 本机构人员 */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Members"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conduct/staff/sheet": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 导入人员 */
        post: {
            parameters: {
                query?: {
                    /** @description which head stands for a field where the heads do not say it: `field=head;field=head` */
                    columns?: string;
                    /** @description take the good rows; otherwise the sheet is only looked at */
                    take?: boolean;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/octet-stream": number[];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Preview"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conduct/surveys/codes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 发放问卷 */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Issue"];
                };
            };
            responses: {
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Codes"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conduct/surveys/results": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 调查结果 */
        get: {
            parameters: {
                query: {
                    form: string;
                    /** @description the first day; the beginning of this year where it is not given */
                    from?: string;
                    /** @description the last day; today where it is not given */
                    to?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Results"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conduct/usage/{id}/runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 用量查询 */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description the ticket's name behind `usage-query/` */
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["UsageAsked"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Ran"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conduct/year": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 年度考评 */
        get: {
            parameters: {
                query?: {
                    /** @description the present year where it is not given */
                    year?: number;
                    /** @description only this department */
                    department?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ConductYear"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conduct/year/export.xlsx": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 导出结果运用 */
        get: {
            parameters: {
                query: {
                    /** @description the present year where it is not given */
                    year?: number;
                    /** @description only this department */
                    department?: string;
                    /** @description why the list leaves the system; kept in the trail */
                    purpose: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": number[];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/dashboard": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 领导驾驶舱 */
        get: {
            parameters: {
                query?: {
                    /** @description the present year where it is not given */
                    year?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Dashboard"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/findings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 疑点列表 */
        get: {
            parameters: {
                query?: {
                    institution?: string;
                    rule?: string;
                    /** @description 所属线索 */
                    lead?: string;
                    /** @description service on or after this day */
                    from?: string;
                    /** @description service before this day */
                    before?: string;
                    /** @description 1 明确违规 only, 2 可疑 and stronger, 3 all */
                    at_least?: number;
                    /** @description the key of the last row of the page before */
                    after?: string;
                    /** @description rows, 1 to 200 */
                    size?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["FindingList"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/findings/export.xlsx": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 导出疑点 */
        get: {
            parameters: {
                query: {
                    institution?: string;
                    rule?: string;
                    /** @description 所属线索 */
                    lead?: string;
                    /** @description service on or after this day */
                    from?: string;
                    /** @description service before this day */
                    before?: string;
                    /** @description 1 明确违规 only, 2 可疑 and stronger, 3 all */
                    at_least?: number;
                    /** @description why the list leaves the system; kept in the trail */
                    purpose: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": number[];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/findings/totals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 疑点合计 */
        get: {
            parameters: {
                query?: {
                    institution?: string;
                    rule?: string;
                    /** @description 所属线索 */
                    lead?: string;
                    /** @description service on or after this day */
                    from?: string;
                    /** @description service before this day */
                    before?: string;
                    /** @description 1 明确违规 only, 2 可疑 and stronger, 3 all */
                    at_least?: number;
                    /** @description `rule`, `institution`, `division`, `month` or `certainty` */
                    by?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["FindingSums"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/findings/{key}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 疑点详情 */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    key: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["FindingPage"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/findings/{key}/look": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 查看参保人 */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    key: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Purpose"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Person"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/findings/{key}/timeline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 疑点的就诊时间轴 */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    key: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["FindingTimeline"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/grant-proposals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 授权提请列表 */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Proposals"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/grant-proposals/{number}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** 撤回授权提请 */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    number: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/grant-proposals/{number}/refuse": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 不予会签 */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    number: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/grant-proposals/{number}/sign": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 会签授权 */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    number: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 系统状况 */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Health"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/institutions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 机构列表 */
        get: {
            parameters: {
                query?: {
                    /** @description a part of the name or the code */
                    q?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["InstitutionList"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/institutions/{code}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 机构详情 */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    code: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["InstitutionPage"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 任务 */
        get: {
            parameters: {
                query?: {
                    /** @description `waiting`, `running`, `done` or `failed` */
                    state?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Jobs"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 重新执行失败的任务 */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/kinds/{kind}/offers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 可新建的事项 */
        get: {
            parameters: {
                query?: {
                    /** @description the matter from which it comes, whose institution and division the form begins with */
                    about?: string;
                };
                header?: never;
                path: {
                    kind: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Offer"][];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 实时监测 */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Live"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/live/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 实时监测, as server-sent events every two seconds */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/event-stream": components["schemas"]["Live"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/matters": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 事项列表 */
        get: {
            parameters: {
                query?: {
                    /** @description kinds, separated by commas */
                    kind?: string;
                    /** @description stages by their Chinese names, separated by commas */
                    stage?: string;
                    institution?: string;
                    /** @description code of a practitioner or of another member of staff */
                    practitioner?: string;
                    rule?: string;
                    period?: string;
                    /** @description `me` or a user */
                    assignee?: string;
                    /** @description only what is past its last day */
                    overdue?: boolean;
                    /** @description last handled on or after this day */
                    from?: string;
                    /** @description last handled before this day */
                    before?: string;
                    /** @description `latest` (default), `due` or `largest` */
                    order?: string;
                    /** @description where the page before ended, as it told */
                    after?: string;
                    /** @description rows, 1 to 200 */
                    size?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["MatterList"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/matters/export.xlsx": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 导出事项 */
        get: {
            parameters: {
                query: {
                    /** @description kinds, separated by commas */
                    kind?: string;
                    /** @description stages by their Chinese names, separated by commas */
                    stage?: string;
                    institution?: string;
                    /** @description code of a practitioner or of another member of staff */
                    practitioner?: string;
                    rule?: string;
                    period?: string;
                    /** @description `me` or a user */
                    assignee?: string;
                    /** @description only what is past its last day */
                    overdue?: boolean;
                    /** @description last handled on or after this day */
                    from?: string;
                    /** @description last handled before this day */
                    before?: string;
                    /** @description why the list leaves the system; kept in the trail */
                    purpose: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": number[];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/matters/totals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 事项合计 */
        get: {
            parameters: {
                query?: {
                    /** @description kinds, separated by commas */
                    kind?: string;
                    /** @description stages by their Chinese names, separated by commas */
                    stage?: string;
                    institution?: string;
                    /** @description code of a practitioner or of another member of staff */
                    practitioner?: string;
                    rule?: string;
                    period?: string;
                    /** @description `me` or a user */
                    assignee?: string;
                    /** @description only what is past its last day */
                    overdue?: boolean;
                    /** @description last handled on or after this day */
                    from?: string;
                    /** @description last handled before this day */
                    before?: string;
                    /** @description `kind`, `stage`, `institution`, `division`, `rule`, `period` or `assignee` */
                    by?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Sums"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/matters/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 事项详情 */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["MatterPage"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/matters/{id}/attachments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 上传附件 */
        post: {
            parameters: {
                query: {
                    /** @description with its ending, at most 200 characters */
                    name: string;
                };
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/octet-stream": number[];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["StoredFile"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/matters/{id}/attachments/{digest}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 下载附件 */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                    digest: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/octet-stream": number[];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/matters/{id}/commands": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 办理事项 */
        post: {
            parameters: {
                query?: never;
                header?: {
                    "idempotency-key"?: string | null;
                };
                path: {
                    /** @description `kind/new` for a matter that begins */
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Order"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Handled"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/matters/{id}/documents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 可以出具的文书 */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Due"][];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/matters/{id}/documents/{template}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 出具文书 */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                    template: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["DocumentForm"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/octet-stream": number[];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 当前登录 */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Me"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/otp": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 启用动态口令: with the password alone a new secret, with its first code as well it is in force */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["CodeForm"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["NewSecret"];
                    };
                };
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        /** 停用动态口令 */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["CodeForm"];
                };
            };
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 修改密码 */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["NewPassword"];
                };
            };
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/my/alerts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 我的提醒 */
        get: {
            parameters: {
                query?: {
                    after?: string;
                    size?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Alerts"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organisations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 机构目录 */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Organisations"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organisations/{code}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** 登记机构 */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    code: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Organisation"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Organisation"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/people": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 可选的办理人 */
        get: {
            parameters: {
                query?: {
                    /** @description the tag of a role */
                    role?: string;
                    /** @description the code of an institution, whose people are wanted; the own place where it is not given */
                    institution?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["People"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/public/recognition": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 互认公开合计 */
        get: {
            parameters: {
                query?: {
                    /** @description `2026`; that of the last month that is over where it is not given */
                    year?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PublicTotals"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/public/surveys/{code}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 打开问卷 */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    code: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PublicForm"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /** 提交问卷 */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    code: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Answers"];
                };
            };
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/recognition/answers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 答复互认提醒 */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Answered"];
                };
            };
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/recognition/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 开单核对 */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["OrderCheck"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["OrderChecked"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/recognition/reasons": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 不予互认理由表 */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ListedReason"][];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 规则列表 */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["RuleList"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rules/{code}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 规则详情 */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    code: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["RulePage"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rules/{code}/knowledge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 规则的知识点 */
        get: {
            parameters: {
                query?: {
                    /** @description a part of the name, the codes, the text, or the whole number */
                    q?: string;
                    after?: number;
                    size?: number;
                };
                header?: never;
                path: {
                    code: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["KnowledgeList"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 检索 */
        get: {
            parameters: {
                query: {
                    /** @description a name, a code, or an identifier */
                    q: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Hits"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 登录 */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["SignIn"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Me"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        /** 退出 */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/single-sign-on": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 是否可以单点登录 */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Offered"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/single-sign-on/callback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 由统一身份认证返回 */
        get: {
            parameters: {
                query?: {
                    state?: string;
                    code?: string;
                    error?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description to the page that was wanted, or to the sign-in page with `sso` saying why not */
                303: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/single-sign-on/start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 前往统一身份认证 */
        get: {
            parameters: {
                query?: {
                    /** @description a page of this application, such as `/queue` */
                    back?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description to the provider, or to the sign-in page with `sso` saying why not */
                303: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/trail": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 留痕 */
        get: {
            parameters: {
                query?: {
                    user?: string;
                    /** @description a matter, a finding, an account … */
                    subject?: string;
                    /** @description the tag of a deed: `handle`, `look`, `export` … */
                    deed?: string;
                    from?: string;
                    before?: string;
                    /** @description rows behind this number */
                    after?: number;
                    size?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["TrailList"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/trail/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 校验留痕 */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Verified"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 用户列表 */
        get: {
            parameters: {
                query?: {
                    /** @description a part of the name or the login */
                    q?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Users"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /** 新建用户 */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["NewUser"];
                };
            };
            responses: {
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["WithPassword"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/{id}/disable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 停用用户 */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["User"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/{id}/enable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 启用用户 */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["User"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/{id}/grants": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 提请授权: the role is given once a security auditor signs it */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["GrantForm"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["User"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/{id}/grants/{grant}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** 收回角色 */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                    grant: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["User"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/{id}/identity": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** 关联统一身份 */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Subject"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["User"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        post?: never;
        /** 解除统一身份 */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["User"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/{id}/reset-password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 重置密码 */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["WithPassword"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/vault": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 封存举报人身份 */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Identity"];
                };
            };
            responses: {
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Sealed"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/vault/requests": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 启封申请 */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Requests"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /** 申请启封 */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Asking"];
                };
            };
            responses: {
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Asked"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/vault/requests/{number}/agreement": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 同意启封 */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    number: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/vault/requests/{number}/opening": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 启封 */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    number: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Identity"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description 接入情况: `not_started`, `interface_changed`, `joint_test` or `live` */
        AccessForm: {
            /** @enum {string} */
            prescribing: "not_started" | "interface_changed" | "joint_test" | "live";
            /** @enum {string} */
            settlement: "not_started" | "interface_changed" | "joint_test" | "live";
            /** @enum {string} */
            feedback: "not_started" | "interface_changed" | "joint_test" | "live";
        };
        /** @description 接入率 of one channel: live institutions of those that must be */
        AccessRate: {
            live: number;
            due: number;
        };
        /** @description 受文者, as far as the books do not know him */
        AddresseeForm: {
            /**
             * @description 名称; only asked for where it is a person or another department, otherwise the registered one is printed
             * @default
             */
            name?: string;
            /**
             * @description 统一社会信用代码或者证件号码
             * @default
             */
            identity?: string;
            /**
             * @description 住所
             * @default
             */
            address?: string;
            /**
             * @description 法定代表人或者主要负责人
             * @default
             */
            representative?: string;
        };
        /** @description 提醒采纳 */
        Adoption: {
            /**
             * Format: int64
             * @description alerts that doctors were shown
             */
            shown: number;
            /**
             * Format: int64
             * @description of these, followed
             */
            adopted: number;
        };
        /** @description 提醒 */
        Alert: {
            id: string;
            at: string;
            /**
             * @description `3101` or `3102`
             * @enum {string}
             */
            stage: "3101" | "3102";
            rule: string;
            rule_name: string;
            sentence: string;
            certainty_zh: string;
            action_zh: string;
            amount: string;
            answer?: components["schemas"]["Answer"] | null;
            /** @description the order was changed, stopped, or turned into own expense */
            followed: boolean;
            /** @description the finding was there again when the bill was settled */
            settled: boolean;
        };
        /** @description One page of alerts, and what came of all of them. */
        Alerts: {
            rows: components["schemas"]["Alert"][];
            next?: string | null;
            /** Format: int64 */
            shown: number;
            /** Format: int64 */
            answered: number;
            /** Format: int64 */
            adopted: number;
            avoided: string;
        };
        /** @description 答复 */
        Answer: {
            zh: string;
            reason: string;
            at: string;
        };
        /** @description 答复 */
        Answered: {
            key: string;
            recognised: boolean;
            /** @description the code of a reason of the list, where it is not recognised */
            reason?: string | null;
            /** @description where the reason asks for one */
            note?: string | null;
        };
        /** @description 答卷 */
        Answers: {
            /** @description by question: a number from 1 to 10, true or false, or a text */
            answers: Record<string, unknown>;
        };
        /** @description 抗菌药物指标 */
        AntimicrobialIndicators: {
            month: string;
            /** @description hospitals before departments before doctors */
            rows: components["schemas"]["IndicatorsOf"][];
            /** @description the caller may ask for single doctors */
            may_see_doctors: boolean;
        };
        /** @description 接口密钥 */
        ApiKey: {
            /** Format: int64 */
            id: number;
            name: string;
            role_zh: string;
            place_name: string;
            until?: string | null;
            created_at: string;
            revoked_at?: string | null;
            last_used?: string | null;
        };
        /** @description 接口密钥列表 */
        ApiKeys: {
            rows: components["schemas"]["ApiKey"][];
        };
        /**
         * @description 栏目 · one entry of the menu.
         * @enum {string}
         */
        Area: "dashboard" | "live" | "findings" | "matters" | "self_audit" | "enforcement" | "transfers" | "rules" | "institutions" | "points" | "inbox" | "my_alerts" | "conduct" | "my_conduct" | "bulletins" | "clinical_conduct" | "recognition" | "antimicrobial" | "costly_stays" | "hospital_sums" | "district" | "oversight" | "usage" | "vault" | "simulator" | "users" | "co_signing" | "organisations" | "callers" | "calendar" | "books" | "jobs" | "trail" | "health";
        /** @description 内容分值 */
        AreaPoints: {
            name: string;
            points: string;
        };
        /** @description 申请编号 */
        Asked: {
            /** Format: int64 */
            number: number;
        };
        /** @description 启封用途 */
        Asking: {
            seal: string;
            purpose: string;
        };
        /**
         * @description 归期
         * @enum {string}
         */
        BasisTag: "occurred" | "reported" | "disposed" | "verified";
        /** @description 规则库的一层 */
        BookLayer: {
            /** @description empty for the nation, a division, or a division and an institution */
            layer: string;
            /** @description rules that apply there, those of the layers above too */
            rules: number;
            /** @description rows of knowledge that apply there */
            rows: number;
        };
        /** @description 规则库的问题 */
        BookProblem: {
            file: string;
            line: number;
            problem: string;
            advice: string;
        };
        /** @description 规则库 */
        Books: {
            /** @description the version in force */
            hash: string;
            rules: number;
            rows: number;
            /** @description the folder that is watched, or the program itself */
            source: string;
            /** @description since when this program uses it */
            loaded_at: string;
            layers: components["schemas"]["BookLayer"][];
            problems: components["schemas"]["BookProblem"][];
        };
        /** @description 通报设置 */
        BulletinSettings: {
            /**
             * Format: int64
             * @description for the next change; 0 where nothing was set yet
             */
            version: number;
            /** @description 公开版显示姓名 of those who did not opt out */
            public_names: boolean;
            basis: components["schemas"]["BasisTag"];
            opted_out: components["schemas"]["Unnamed"][];
            /** @description 学习材料的默认来源 */
            source: string;
            changed_at?: string | null;
            changed_by?: string | null;
        };
        /** @description 工作日历 */
        Calendar: {
            /** @description years whose arrangement of holidays is known */
            years: number[];
            /** @description the days of those years that differ from the week */
            days: components["schemas"]["ChangedDay"][];
        };
        /** @description 接入方 · one entry of the configuration. */
        CallerRow: {
            /** @description code of the institution; empty for those that are not listed */
            code: string;
            name: string;
            /** @description `tif`, `apikey`, `bearer`, `ip`, `open`; none where nobody is admitted under the entry */
            auth?: string | null;
            /** @description where it may call from; empty means from anywhere */
            networks: string[];
            /** @description messages are ciphered with SM4 */
            ciphered: boolean;
            /** @description signatures in `cainfo` are checked */
            signed: boolean;
            /** @description character encoding of replies: utf-8 or gb18030 */
            encoding: string;
            /** @description most findings in one reply */
            findings_max: number;
            /** @description `pass` or `refuse`: what 3102 answers when the review failed */
            settlement_failure: string;
            /** @description 3102 answers `infcode` −1 where a finding blocks */
            refuse_on_block: boolean;
            /** @description other deviations, by the names of the configuration */
            deviations: string[];
        };
        /** @description 接入方列表 */
        CallerRows: {
            rows: components["schemas"]["CallerRow"][];
        };
        /** @description 案例 and whether it holds */
        CaseLine: {
            title: string;
            passed: boolean;
        };
        /**
         * @description 目录种类
         * @enum {string}
         */
        CatalogueKind: "drug" | "service" | "diagnosis";
        /** @description 目录一行 */
        CatalogueRow: {
            kind: components["schemas"]["CatalogueKind"];
            code: string;
            name: string;
            unit?: string | null;
        };
        /** @description 目录 */
        CatalogueRows: {
            rows: components["schemas"]["CatalogueRow"][];
        };
        /** @description 单元格 */
        CellOf: {
            text: string;
            /** Format: int32 */
            rows: number;
            /** Format: int32 */
            columns: number;
        };
        /** @description 等级变化 */
        ChangeRow: {
            code: string;
            name: string;
            department: string;
            before_zh: string;
            after_zh: string;
            why: string;
        };
        /** @description 调整的日子 */
        ChangedDay: {
            day: string;
            /** @description true where a day of the weekend is worked, false where one of the week is not */
            worked: boolean;
        };
        /** @description 一项检查 */
        Check: {
            name: string;
            ok: boolean;
            text: string;
        };
        /** @description 选项 */
        Choice: {
            value: string;
            zh: string;
        };
        /** @description 动态口令 */
        CodeForm: {
            password: string;
            /** @description the code that the device shows; without one, a new secret is made */
            code?: string | null;
        };
        /** @description 问卷编码, shown this once */
        Codes: {
            codes: string[];
        };
        /** @description 要求与实际 */
        Compared: {
            fact: string;
            required: string;
            found: string;
        };
        /** @description 问题 */
        Complaint: {
            /** @description line of the text, from 1 */
            line?: number | null;
            say: string;
        };
        /** @description 投诉情况, small counts as `<5` */
        ComplaintLine: {
            received: string;
            confirmed: string;
            closed: string;
            satisfied: string;
        };
        /** @description 生成结果 */
        Composed: {
            id: string;
            /**
             * Format: int64
             * @description 事项版本, for the next command
             */
            version: number;
            headline: string;
            /** @description 发布检查发现的问题; none, and the issue can be checked */
            leaks: components["schemas"]["LeakRow"][];
            /** @description what the checks of leaks do not know */
            remarks: string[];
        };
        /** @description 年度考评 */
        ConductYear: {
            /** Format: int32 */
            year: number;
            institution: string;
            institution_name: string;
            schemes: components["schemas"]["SchemeOf"][];
            grades: components["schemas"]["GradeCount"][];
            people: components["schemas"]["PersonScore"][];
            departments: components["schemas"]["DepartmentRow"][];
            unscored: components["schemas"]["UnscoredRow"][];
        };
        /** @description 联系方式 */
        ContactLine: {
            label: string;
            value: string;
        };
        /** @description 高额病例 */
        CostlyCase: {
            /** @description the matter of its review */
            matter: string;
            institution_name: string;
            department: string;
            practitioner: string;
            group: string;
            discharged_on: string;
            /** @description yuan */
            total: string;
            /** @description yuan */
            threshold: string;
            basis: string;
            stage: string;
            /** @description absent until there is one */
            verdict?: string | null;
            /** @description yuan; absent until the sheet is filled in */
            doubtful?: string | null;
        };
        /** @description 高额病例月度清单 */
        CostlyCases: {
            month: string;
            /** @description the dearest first */
            cases: components["schemas"]["CostlyCase"][];
            /** @description too few stays, and no threshold set; told to who keeps the sheets */
            unjudged: components["schemas"]["GroupUnjudged"][];
        };
        /** @description 数格: the count, or `<5`, or `—` where it would give away a smaller one */
        Count: number | string;
        /** @description 分项计数 */
        CountOf: {
            name: string;
            /** Format: int64 */
            reminders: number;
            /** Format: int64 */
            recognised: number;
            /** @description yuan */
            saved: string;
        };
        /** @description 互认计数 */
        Counters: {
            month: string;
            /** Format: int64 */
            reminders: number;
            /** Format: int64 */
            recognised: number;
            /** Format: int64 */
            declined: number;
            rate: components["schemas"]["Rate"];
            /** @description yuan */
            saved: string;
            by_item: components["schemas"]["CountOf"][];
            by_district: components["schemas"]["CountOf"][];
            declines: components["schemas"]["Declines"][];
        };
        /** @description 件数 */
        Counts: {
            /** Format: int64 */
            findings: number;
            /** Format: int64 */
            leads: number;
            /** Format: int64 */
            reviews: number;
            /** Format: int64 */
            cases: number;
            /** Format: int64 */
            overdue: number;
        };
        /** @description 驾驶舱 */
        Dashboard: {
            /** Format: int32 */
            year: number;
            figures: components["schemas"]["FourFigures"];
            last_year: components["schemas"]["FourFigures"];
            counts: components["schemas"]["Counts"];
            access_rate: components["schemas"]["AccessRate"];
            adoption: components["schemas"]["Adoption"];
            trend: components["schemas"]["MonthFigures"][];
            institutions: components["schemas"]["InstitutionRank"][];
            funnel?: components["schemas"]["Funnel"] | null;
            rules: components["schemas"]["RuleRank"][];
            divisions: components["schemas"]["DivisionRank"][];
            overdue: components["schemas"]["MatterRow"][];
        };
        /** @description 不予互认理由计数 */
        Declines: {
            reason_zh: string;
            /** Format: int64 */
            count: number;
        };
        /** @description 科室 */
        DepartmentLine: {
            department: string;
            /** Format: int32 */
            packets: number;
            amount: string;
            /** Format: int32 */
            pennants: number;
            /** Format: int32 */
            letters: number;
            /**
             * Format: int32
             * @description 其他表扬和拾金不昧
             */
            other: number;
        };
        /** @description 科室得分 */
        DepartmentRow: {
            department: string;
            people: number;
            score?: string | null;
        };
        /** @description 区域行风 */
        District: {
            /** Format: int32 */
            year: number;
            /** Format: int32 */
            quarter?: number | null;
            /** @description everything counts until this day */
            cut_off: string;
            title: string;
            institutions: components["schemas"]["InstitutionLine"][];
            figures: components["schemas"]["DistrictFigure"][];
        };
        /** @description 区域数字 */
        DistrictFigure: {
            name: string;
            unit: string;
            value: string;
        };
        /** @description 地区互认合计 */
        DistrictTotal: {
            name: string;
            /** @description `<5` where there are fewer, a dash where the total would give that away */
            recognised: string;
            /** @description yuan; absent where the count is not shown */
            saved?: string | null;
        };
        /** @description 区划 */
        DivisionRank: {
            division: string;
            /** Format: int64 */
            findings: number;
            flagged: string;
        };
        /** @description 出具文书 */
        DocumentForm: {
            format: components["schemas"]["FileFormat"];
            /** @description 文号 */
            number: string;
            /** @description 成文日期 */
            dated: string;
            /** @description where it differs from the bureau's `issuer.toml` */
            issuer?: components["schemas"]["IssuerForm"];
            addressee?: components["schemas"]["AddresseeForm"];
        };
        /** @description 可以出具的文书 */
        Due: {
            /** @description key of the document in addresses */
            template: string;
            title: string;
        };
        /** @description 已有报告 */
        EarlierReport: {
            institution_name: string;
            number: string;
            reported_on: string;
            mark: string;
        };
        /** @description 编排内容 · what people choose and write; everything else is the ledgers'. */
        Editing: {
            /** @description 选登 of letters and pennants, by their matters */
            shown?: string[];
            learning?: components["schemas"]["LearningForm"][];
            media?: components["schemas"]["MediaForm"][];
            honours?: components["schemas"]["HonourForm"][];
            warning?: components["schemas"]["WarningForm"] | null;
            closing?: string;
            /** @description 监督举报方式, `监督电话：…` each; that of the issue before where there is none */
            contact?: string[];
        };
        /** @description 通报 as it is read */
        EditionAnswer: {
            edition: components["schemas"]["EditionPage"];
            table: components["schemas"]["TableOf"];
            commendation_table: components["schemas"]["TableOf"];
            leaks: components["schemas"]["LeakRow"][];
            /** @description false: what the ledgers say now, and nobody has written anything yet */
            composed: boolean;
        };
        /** @description 通报 · one edition. */
        EditionPage: {
            masthead: string;
            issue_zh: string;
            period_zh: string;
            publish_on: string;
            published_on?: string | null;
            /** @description 更正哪一期 */
            corrects?: string | null;
            issuer: string;
            headline: string;
            comparison?: string | null;
            honour: components["schemas"]["HonourTable"];
            commendations: components["schemas"]["PraiseLine"][];
            letters: components["schemas"]["LetterLine"][];
            pennants: components["schemas"]["PictureLine"][];
            honoured: components["schemas"]["ModelLine"][];
            complaints?: components["schemas"]["ComplaintLine"] | null;
            closing: string;
            /** @description `一、标题［来源］` */
            contents: string[];
            learning: components["schemas"]["LearningLine"][];
            warning?: components["schemas"]["WarningLine"] | null;
            contact: components["schemas"]["ContactLine"][];
        };
        /** @description 计分条目: a point with the event that it comes from */
        EntryRow: {
            /** @description the matter */
            event: string;
            code: string;
            text: string;
            item: string;
            area_zh: string;
            dimension_zh: string;
            occurred_on: string;
            /** @description by the rule */
            points: string;
            /** @description after all caps */
            counted: string;
            cap?: string | null;
        };
        /** @description 证据明细 */
        EvidenceLine: {
            id: string;
            /**
             * @description `violating` or `involved`
             * @enum {string}
             */
            role: "violating" | "involved";
            code: string;
            name: string;
            time?: string | null;
            quantity: string;
            price: string;
            amount: string;
            /** @description what of the amount counts */
            counted: string;
            payment_class: string;
        };
        /** @description 填写项 */
        Field: {
            /** @description key in what the field belongs to: the command, the group, or the element of the list */
            name: string;
            zh: string;
            /**
             * @description `text`, `long_text`, `lines`, `money`, `day`, `number`, `bool`, `choice`, `user`, `users`, `institution`,
             *     `attachment`, `attachments`, `group`, `list` or `fixed`
             * @enum {string}
             */
            kind: "text" | "long_text" | "lines" | "money" | "day" | "number" | "bool" | "choice" | "user" | "users" | "institution" | "attachment" | "attachments" | "group" | "list" | "fixed";
            required: boolean;
            choices?: components["schemas"]["Choice"][];
            fields?: components["schemas"]["Field"][];
            /** @description what the form begins with */
            initial?: Record<string, unknown> | null;
            help?: string | null;
            when?: components["schemas"]["When"] | null;
        };
        /** @description 附件 */
        File: {
            name: string;
            digest: string;
            kind: string;
            /** Format: int64 */
            bytes: number;
            stored_at: string;
            stored_by: string;
        };
        /**
         * @description 文件格式
         * @enum {string}
         */
        FileFormat: "pdf" | "docx";
        /** @description One page of findings. */
        FindingList: {
            rows: components["schemas"]["FindingRow"][];
            /** @description hand back as `after` for the next page */
            next?: string | null;
        };
        /** @description 疑点页 */
        FindingPage: components["schemas"]["FindingRow"] & {
            behaviour: string;
            basis: string[];
            knowledge?: components["schemas"]["Knowledge"] | null;
            compared: components["schemas"]["Compared"][];
            arithmetic: string;
            lines: components["schemas"]["EvidenceLine"][];
            ways_out: string[];
            lowered: string[];
            may_override: string;
            supporting: components["schemas"]["Supporting"][];
            book_hash: string;
            /** @description 审核, once there is one that exists for who looks */
            review?: string | null;
            stage?: string | null;
            similar: components["schemas"]["Similar"][];
            outcomes: components["schemas"]["Outcome"][];
        };
        /** @description 疑点 as lists show it, without the person. */
        FindingRow: {
            key: string;
            rule: string;
            rule_name: string;
            institution: string;
            institution_name: string;
            division: string;
            /** @description 科室, where one is known */
            department: string;
            practitioner?: string | null;
            amount: string;
            service_day: string;
            /**
             * Format: int32
             * @description 1 明确违规, 2 可疑, 3 轻度可疑, as `sev_deg`
             * @enum {integer}
             */
            certainty: 1 | 2 | 3;
            certainty_zh: string;
            /** @description one sentence that a doctor understands */
            sentence: string;
            lead?: string | null;
            /** @description 参保人标识 with most of it hidden */
            person_masked: string;
            /** @description the run that found it last */
            run: string;
            first_seen: string;
        };
        /** @description Findings and their money under one heading. */
        FindingSum: {
            key: string;
            name: string;
            /** Format: int64 */
            count: number;
            flagged: string;
        };
        /** @description What a list of findings adds up to. */
        FindingSums: {
            /** Format: int64 */
            count: number;
            flagged: string;
            by: components["schemas"]["FindingSum"][];
        };
        /** @description 就诊时间轴 · without anything that names the person or a visit */
        FindingTimeline: {
            /** @description the first day that is shown */
            from: string;
            /** @description the last day that is shown */
            to: string;
            /** @description only those at the own institution, for whoever sees no other */
            visits: components["schemas"]["TimelineVisit"][];
            days: components["schemas"]["TimelineDay"][];
            evidence: components["schemas"]["TimelineLine"][];
        };
        /** @description 四项金额, which are never added up. */
        FourFigures: {
            /** @description 疑点金额 */
            flagged: string;
            /** @description 认定金额 */
            upheld: string;
            /** @description 追回金额 */
            recovered: string;
            /** @description 避免金额 */
            avoided: string;
        };
        /** @description 漏斗图 */
        Funnel: {
            /** @description findings per visit of all institutions together */
            expected: string;
            points: components["schemas"]["FunnelPoint"][];
        };
        /** @description 机构 in the funnel */
        FunnelPoint: {
            code: string;
            name: string;
            /** Format: int64 */
            visits: number;
            /** Format: int64 */
            findings: number;
            /** @description findings per visit; this and the limits are shares with five decimals */
            rate: string;
            low: string;
            high: string;
        };
        /**
         * @description 品类
         * @enum {string}
         */
        GoodsOf: "drug" | "consumable";
        /** @description 等级人数 */
        GradeCount: {
            grade: components["schemas"]["GradeTag"];
            grade_zh: string;
            count: number;
        };
        /**
         * @description 等级, as its tag: `excellent`, `good`, `fair`, `poor`
         * @enum {string}
         */
        GradeTag: "excellent" | "good" | "fair" | "poor";
        /** @description 授权 · a role at a place */
        Grant: {
            /** Format: int64 */
            id: number;
            /** @description the role's tag, `auditor` … */
            role: string;
            role_zh: string;
            /**
             * @description `everywhere`, `bureau` or `institution`
             * @enum {string}
             */
            place_kind: "everywhere" | "bureau" | "institution";
            /** @description division of a bureau, code of an institution */
            place: string;
            place_name: string;
            department?: string | null;
            practitioner?: string | null;
            until?: string | null;
        };
        /** @description 授权 */
        GrantForm: {
            /** @description the role's tag, `auditor` … */
            role: string;
            /**
             * @description `everywhere`, `bureau` or `institution`
             * @enum {string}
             */
            place_kind: "everywhere" | "bureau" | "institution";
            /** @description division of a bureau, code of an institution */
            place?: string;
            department?: string | null;
            practitioner?: string | null;
            /** @description the last day */
            until?: string | null;
        };
        /** @description 没有阈值的分组 */
        GroupUnjudged: {
            group: string;
            stays: number;
        };
        /**
         * @description 统计口径
         * @enum {string}
         */
        Grouping: "institution" | "department" | "prescriber";
        /** @description 办理结果 */
        Handled: {
            /** @description the matter, which a first command has just named */
            id: string;
            /**
             * Format: int64
             * @description its version now
             */
            version: number;
        };
        /** @description 系统状况 */
        Health: {
            checks: components["schemas"]["Check"][];
        };
        /** @description 办理记录 */
        HistoryEntry: {
            /** Format: int64 */
            seq: number;
            by: string;
            by_name: string;
            role_zh: string;
            at: string;
            event_zh: string;
            detail: components["schemas"]["Line"][];
        };
        /** @description 检索结果 */
        Hit: {
            /**
             * @description `matter`, `finding`, `institution` or `rule`
             * @enum {string}
             */
            kind: "matter" | "finding" | "institution" | "rule";
            id: string;
            title: string;
            note: string;
        };
        /** @description 检索结果 */
        Hits: {
            rows: components["schemas"]["Hit"][];
        };
        /** @description 先进典范 */
        HonourForm: {
            /** @description 人员编号 of a candidate */
            code: string;
            /** @description 事迹 */
            citation: string;
        };
        /** @description 公示表的一行 */
        HonourLine: {
            department: string;
            staff: string;
            /** @description absent where only the total is shown */
            amount?: string | null;
            /** Format: int32 */
            deposit: number;
            /** Format: int32 */
            returned: number;
            /** Format: int32 */
            other: number;
            patient: string;
            /** @description 补录 */
            supplement: boolean;
        };
        /** @description 公示表 */
        HonourTable: {
            rows: components["schemas"]["HonourLine"][];
            totals: components["schemas"]["HonourTotals"];
        };
        /** @description 公示表的合计 */
        HonourTotals: {
            /**
             * Format: int32
             * @description 人次
             */
            rows: number;
            amount: string;
            /** Format: int32 */
            deposit: number;
            /** Format: int32 */
            returned: number;
            /** Format: int32 */
            other: number;
            /** Format: int32 */
            people: number;
            /** Format: int32 */
            departments: number;
        };
        /** @description 一家医院 */
        HospitalSums: {
            institution: string;
            institution_name: string;
            recognition: components["schemas"]["RecognitionSums"];
            /** @description of the hospital as a whole; empty where it has brought in no figures */
            indicators: components["schemas"]["IndicatorOf"][];
        };
        /** @description 各医院临床行为汇总 */
        HospitalsSums: {
            month: string;
            total: components["schemas"]["RecognitionSums"];
            rows: components["schemas"]["HospitalSums"][];
        };
        /** @description 举报人身份 as it is put in, and as it is shown to who opens it. */
        Identity: {
            /** @description 姓名 */
            name: string;
            /** @description 联系方式 */
            contact: string;
            /** @description 其他说明 */
            note?: string;
        };
        /** @description 一项指标 */
        IndicatorOf: {
            zh: string;
            unit: string;
            /** @description absent for a count */
            numerator?: string | null;
            denominator?: string | null;
            /** @description a dash where there was no case */
            value: string;
            target?: string | null;
            /**
             * @description `met`, `missed`, `no_target`, `no_case`, `sample_too_small`, `units_doubtful`, `incomplete`
             * @enum {string}
             */
            standing: "met" | "missed" | "no_target" | "no_case" | "sample_too_small" | "units_doubtful" | "incomplete";
            standing_zh: string;
        };
        /** @description 统计对象的指标 */
        IndicatorsOf: {
            institution: string;
            institution_name: string;
            /** @description absent for the institution as a whole */
            department?: string | null;
            /** @description absent for a department */
            doctor?: string | null;
            indicators: components["schemas"]["IndicatorOf"][];
            /** @description what is not in the intensity and why; not told of single doctors */
            uncounted: string[];
        };
        /** @description 机构进度. What belongs to a year is absent where a quarter is asked for. */
        InstitutionLine: {
            code: string;
            name: string;
            level?: string | null;
            /**
             * Format: int64
             * @description who is to be assessed
             */
            people: number;
            /**
             * Format: int64
             * @description whose assessment of the year is final
             */
            assessed?: number | null;
            /**
             * Format: int64
             * @description as the institution's year stands now
             */
            excellent?: number | null;
            /** Format: int64 */
            poor?: number | null;
            flag?: string | null;
            /** @description duties of the year's lists that are done, of all: `75.0%（3/4）` */
            plan_progress?: string | null;
            /**
             * Format: int64
             * @description published, 期
             */
            bulletins: number;
            /**
             * Format: int64
             * @description 拒收、退还、上交登记, 件
             */
            packets: number;
            /** @description 拒收金额, in ten thousand yuan */
            refused: string;
            /**
             * Format: int64
             * @description 表扬登记, 件
             */
            praise: number;
            /**
             * Format: int64
             * @description 收到的投诉, 件
             */
            complaints: number;
            /**
             * Format: int64
             * @description received until the end of the span and not answered, 件
             */
            complaints_open: number;
            /**
             * Format: int64
             * @description 巡查、专项整治, 家次
             */
            visits: number;
            /**
             * Format: int64
             * @description 责令整改, 户次
             */
            ordered: number;
        };
        /** @description 机构列表 */
        InstitutionList: {
            rows: components["schemas"]["InstitutionRow"][];
        };
        /** @description 机构页 */
        InstitutionPage: {
            organisation: components["schemas"]["Organisation"];
            figures: components["schemas"]["FourFigures"];
            /** Format: int64 */
            findings: number;
            /** @description findings by month of service */
            months: components["schemas"]["FindingSum"][];
            /** @description findings by rule, the largest amount first */
            rules: components["schemas"]["FindingSum"][];
            matters: components["schemas"]["KindCount"][];
        };
        /** @description 机构 in the ranking */
        InstitutionRank: {
            code: string;
            name: string;
            /** Format: int64 */
            findings: number;
            figures: components["schemas"]["FourFigures"];
        };
        /** @description 机构 in the list, with what was found there */
        InstitutionRow: components["schemas"]["Organisation"] & {
            /** Format: int64 */
            findings: number;
            flagged: string;
        };
        /** @description 发放问卷 */
        Issue: {
            /**
             * @description `outpatient`, `inpatient`, `staff`, `follow_up`
             * @enum {string}
             */
            form: "outpatient" | "inpatient" | "staff" | "follow_up";
            department: string;
            /** Format: int32 */
            count: number;
        };
        /** @description 一期通报 */
        IssueRow: {
            /** @description by which its editions are asked for */
            id: string;
            /** @description whose it is, for who reads those of several */
            institution?: string | null;
            masthead: string;
            issue_zh: string;
            period_zh: string;
            stage: string;
            headline?: string | null;
            published_on?: string | null;
        };
        /** @description 发文机关 without its name: what a bureau writes into `issuer.toml`, or fills in for one document. */
        IssuerForm: {
            /**
             * @description 联系人
             * @default null
             */
            contact?: string | null;
            /**
             * @description 联系电话
             * @default null
             */
            telephone?: string | null;
            /**
             * @description 地址
             * @default null
             */
            address?: string | null;
            /**
             * @description 退回基金的收款账户
             * @default null
             */
            fund_account?: string | null;
            /**
             * @description 缴纳罚款的银行和账户
             * @default null
             */
            fine_account?: string | null;
            /**
             * @description 行政复议机关
             * @default null
             */
            reconsideration_body?: string | null;
            /**
             * @description 管辖法院
             * @default null
             */
            court?: string | null;
        };
        /** @description 通报列表 */
        Issues: {
            rows: components["schemas"]["IssueRow"][];
        };
        /** @description 任务 */
        Job: {
            id: string;
            kind: string;
            state: string;
            state_zh: string;
            run_at: string;
            /** Format: int64 */
            attempts: number;
            problem: string;
            queued_at: string;
        };
        /** @description 任务列表 */
        Jobs: {
            rows: components["schemas"]["Job"][];
        };
        /** @description 事项件数 */
        KindCount: {
            kind: string;
            kind_zh: string;
            /** Format: int64 */
            count: number;
        };
        /** @description 知识点 */
        Knowledge: {
            id: string;
            table: string;
            name: string;
            text: string;
            source: string;
            layer: string;
        };
        /** @description One page of knowledge. */
        KnowledgeList: {
            rows: components["schemas"]["KnowledgeRow"][];
            /** @description how many fit */
            total: number;
            /** @description hand back as `after` for the next page */
            next?: string | null;
        };
        /** @description 知识点 */
        KnowledgeRow: {
            id: string;
            table: string;
            name: string;
            codes: string;
            text: string;
            source: string;
        };
        /** @description 发布检查发现的问题 */
        LeakRow: {
            place: string;
            /** @description masked */
            found: string;
            say: string;
        };
        /** @description 学习材料 */
        LearningForm: {
            title: string;
            /** @description the institution's usual one where it is not given */
            source?: string;
            link?: string;
            text?: string;
        };
        /** @description 学习材料或者媒体材料 */
        LearningLine: {
            title: string;
            source: string;
            url?: string | null;
            text?: string;
            published_at?: string | null;
        };
        /** @description 廉洁台账 of a period */
        LedgerOf: {
            from: string;
            to: string;
            packets: components["schemas"]["Packets"];
            /** Format: int32 */
            pennants: number;
            /** Format: int32 */
            letters: number;
            /**
             * Format: int32
             * @description 其他表扬和拾金不昧
             */
            other: number;
            /** @description nothing for those who see no single packet */
            by_department: components["schemas"]["DepartmentLine"][];
            /**
             * Format: int32
             * @description 超过三个工作日未处理
             */
            pending_red: number;
            /**
             * Format: int32
             * @description 超过24小时报告
             */
            late: number;
            /** @description nothing for those who see no single packet */
            warnings: components["schemas"]["Warning"][];
        };
        /** @description 感谢信选登 */
        LetterLine: {
            department: string;
            persons: string[];
            text: string;
            full: boolean;
            picture?: components["schemas"]["PictureLine"] | null;
        };
        /** @description 典型案例库 */
        Library: {
            /** @description the latest first */
            cases: components["schemas"]["PublishedCase"][];
        };
        /** @description 一行说明 */
        Line: {
            label: string;
            value: string;
        };
        /** @description 不予互认理由 */
        ListedReason: {
            code: string;
            zh: string;
            /** @description a note must be given with it */
            explain: boolean;
        };
        /** @description 实时监测 */
        Live: {
            at: string;
            /** Format: double */
            calls_per_minute: number;
            /**
             * Format: double
             * @description milliseconds; this and what follows over the last 15 minutes
             */
            p50_ms: number;
            /** Format: double */
            p99_ms: number;
            /**
             * Format: double
             * @description the share of calls with findings that were shown
             */
            hit_rate: number;
            /**
             * Format: double
             * @description the share of the feedback by which the doctor went on
             */
            override_rate: number;
            /**
             * Format: int32
             * @description calls that got less than a full review
             */
            timeouts: number;
            /**
             * Format: int32
             * @description calls that were let pass without one
             */
            fail_open: number;
            /** @description the busiest first */
            institutions: components["schemas"]["LiveInstitution"][];
        };
        /** @description 一家机构 */
        LiveInstitution: {
            code: string;
            name: string;
            /** Format: int32 */
            calls: number;
            /** Format: int32 */
            hits: number;
            /** Format: int32 */
            overrides: number;
            /** Format: int32 */
            timeouts: number;
            /** Format: double */
            p99_ms: number;
        };
        /** @description A key, which is shown this once. It answers once a security auditor signs the proposal. */
        MadeKey: {
            key: string;
            /**
             * Format: int64
             * @description the number of the proposal that waits to be signed
             */
            proposal: number;
        };
        /** @description 列的对应 */
        Mapped: {
            field: string;
            zh: string;
            required: boolean;
            /** @description the head in the sheet; absent where there is none */
            head?: string | null;
        };
        /** @description One page of matters. */
        MatterList: {
            rows: components["schemas"]["MatterRow"][];
            /** @description hand back as `after` for the next page */
            next?: string | null;
        };
        /** @description 事项页 */
        MatterPage: {
            row: components["schemas"]["MatterRow"];
            summary: components["schemas"]["Line"][];
            steps: components["schemas"]["PageStep"][];
            history: components["schemas"]["HistoryEntry"][];
            /** @description what who looks may do now */
            offers: components["schemas"]["Offer"][];
            attachments: components["schemas"]["File"][];
            findings: components["schemas"]["FindingRow"][];
            related: components["schemas"]["MatterRow"][];
        };
        /** @description 事项 as lists show it. */
        MatterRow: {
            id: string;
            kind: string;
            kind_zh: string;
            /** Format: int64 */
            version: number;
            /** @description what it is called in a list */
            title: string;
            institution?: string | null;
            institution_name?: string | null;
            division: string;
            practitioner?: string | null;
            rule?: string | null;
            rule_name?: string | null;
            period?: string | null;
            stage: string;
            assignee?: string | null;
            assignee_name?: string | null;
            due?: string | null;
            /**
             * Format: int32
             * @description negative once it is past; absent where the calendar of a year on the way is not known
             */
            working_days_left?: number | null;
            overdue: boolean;
            figures: components["schemas"]["FourFigures"];
            /** @description the institution knows of it */
            told: boolean;
            opened_at: string;
            changed_at: string;
        };
        /** @description 当前登录 */
        Me: {
            user: components["schemas"]["Own"];
            grants: components["schemas"]["Grant"][];
            /**
             * Format: int64
             * @description the grant that acts; 0 where there is none
             */
            acting: number;
            /** @description what the menu shows */
            areas: components["schemas"]["Area"][];
            /** @description to be sent as `x-csrf-token` with everything that changes something */
            csrf: string;
            must_change_password: boolean;
            otp_enabled: boolean;
        };
        /** @description 媒体材料 */
        MediaForm: {
            title: string;
            source: string;
            /** @description `2026-11-24 09:30:00` */
            published_at: string;
            link: string;
            /** @description who composes has opened the link today */
            opened?: boolean;
        };
        /** @description 人员 */
        Member: {
            code: string;
            name: string;
            department: string;
            category: string;
            category_zh: string;
            ended?: string | null;
        };
        /** @description 人员列表 */
        Members: {
            rows: components["schemas"]["Member"][];
        };
        /** @description 先进典范 */
        ModelLine: {
            department: string;
            name: string;
            citation: string;
        };
        /** @description 某月的四项金额 */
        MonthFigures: {
            /** @description `2026-03` */
            month: string;
            figures: components["schemas"]["FourFigures"];
        };
        /** @description 新接口密钥 */
        NewKey: components["schemas"]["GrantForm"] & {
            /** @description of the system that will have it */
            name: string;
        };
        /** @description 修改密码 */
        NewPassword: {
            old: string;
            new: string;
        };
        /** @description 新的动态口令密钥 */
        NewSecret: {
            /** @description in base 32, to be typed in */
            secret: string;
            /** @description `otpauth://…`, to be shown as a QR code */
            uri: string;
        };
        /** @description 修改通报设置 */
        NewSettings: {
            /**
             * Format: int64
             * @description of what was seen
             */
            version: number;
            public_names: boolean;
            basis: components["schemas"]["BasisTag"];
            /** @description 人员编号 of those who do not want to be named */
            opted_out: string[];
            source: string;
        };
        /** @description 新用户 */
        NewUser: {
            login: string;
            name: string;
        };
        /** @description 科室结果 */
        OfDepartment: {
            department: string;
            answers: components["schemas"]["Count"];
            /** @description of ten */
            average?: string | null;
        };
        /** @description 月度趋势; months with fewer than five answers are left out */
        OfMonth: {
            month: string;
            average: string;
            answers: components["schemas"]["Count"];
        };
        /** @description 题目结果; of questions that are counted */
        OfQuestion: {
            id: string;
            zh: string;
            average?: string | null;
        };
        /** @description 可办事项, with the form that asks for what is needed */
        Offer: {
            /** @description the tag of the command */
            command: string;
            zh: string;
            /** @description carries the matter on */
            primary: boolean;
            fields: components["schemas"]["Field"][];
        };
        /** @description 单点登录 · whether there is one. */
        Offered: {
            /** @description what the button says; none where people sign in by password alone */
            name?: string | null;
        };
        /** @description 启动结果 */
        Opened: {
            opened: number;
            /** @description people who had one already */
            before: number;
        };
        /** @description 办理 · a command, and the version of the matter that its author saw. */
        Order: {
            /**
             * Format: int64
             * @description the version that was shown; 0 for a matter that begins
             */
            seen: number;
            /** @description the command, tagged by `command`, with the fields that the matter's offer lists */
            command: Record<string, unknown>;
        };
        /** @description 开单核对 · an examination that is about to be ordered. */
        OrderCheck: {
            institution: string;
            /** @description the number of the order at the institution: the same order is reminded of and counted once */
            order: string;
            person: string;
            /** @description 项目编码 */
            item: string;
            /** @description yuan, as the institution charges it now */
            price: string;
            /** @description a day or a moment */
            ordered_at: string;
            department?: string | null;
            doctor?: string | null;
        };
        /** @description 核对结果 */
        OrderChecked: {
            reminder?: components["schemas"]["Reminded"] | null;
        };
        /** @description 机构 */
        Organisation: {
            code: string;
            name: string;
            /**
             * @description `bureau`, `agency`, `institution` or `department`
             * @enum {string}
             */
            kind: "bureau" | "agency" | "institution" | "department";
            parent?: string | null;
            division: string;
            level?: string | null;
            access: components["schemas"]["AccessForm"];
        };
        /** @description 机构目录 */
        Organisations: {
            rows: components["schemas"]["Organisation"][];
        };
        /** @description 办理结果 of the reviews of this rule at this institution */
        Outcome: {
            stage: string;
            /** Format: int64 */
            count: number;
        };
        /** @description 用户 */
        Own: {
            id: string;
            login: string;
            name: string;
        };
        /** @description 红包礼品 of a period */
        Packets: {
            /**
             * Format: int32
             * @description 人次
             */
            rows: number;
            /** Format: int32 */
            people: number;
            /** Format: int32 */
            departments: number;
            amount: string;
            /** @description 替患者缴纳住院费 */
            deposit: components["schemas"]["Times"];
            /** @description 退回患者, with what was declined on the spot */
            returned: components["schemas"]["Times"];
            /** @description 上交办公室, not yet disposed of */
            office: components["schemas"]["Times"];
            /** @description 缴入廉政账户、销毁 */
            other: components["schemas"]["Times"];
            /** @description 待处理 */
            pending: components["schemas"]["Times"];
        };
        /** @description 环节 of the step bar */
        PageStep: {
            title: string;
            /**
             * @description `done`, `now` or `ahead`
             * @enum {string}
             */
            state: "done" | "now" | "ahead";
        };
        /** @description 得分构成 by area or dimension */
        Part: {
            name: string;
            base: string;
            points: string;
        };
        /** @description 住院号 to be sealed. It is kept out of every log. */
        PatientNumber: {
            /** @description 住院号, letters and digits, four or more */
            number: string;
        };
        /** @description 核算结果 */
        Pay: {
            rows: components["schemas"]["PayRow"][];
            total: string;
        };
        /** @description 绩效金额 */
        PayRow: {
            code: string;
            name: string;
            work: string;
            ethics: string;
            weight: string;
            coefficient: string;
            amount: string;
        };
        /** @description 办理人列表 */
        People: {
            rows: components["schemas"]["PersonRow"][];
        };
        /** @description 身份信息 behind a finding */
        Person: {
            person: string;
            encounter: string;
        };
        /** @description 医德档案页 */
        PersonPage: {
            code: string;
            name: string;
            department: string;
            category_zh: string;
            /** Format: int32 */
            year: number;
            sheet: components["schemas"]["SheetOf"];
            /** @description absent for offices that see results only */
            entries: components["schemas"]["EntryRow"][];
            areas: components["schemas"]["Part"][];
            dimensions: components["schemas"]["Part"][];
            vetoes: components["schemas"]["VetoRow"][];
            standing?: components["schemas"]["StandingOf"] | null;
            matters: components["schemas"]["MatterRow"][];
        };
        /** @description 办理人 */
        PersonRow: {
            id: string;
            name: string;
            roles: string[];
        };
        /** @description 人员得分 */
        PersonScore: {
            code: string;
            name: string;
            department: string;
            category_zh: string;
            score: string;
            added: string;
            deducted: string;
            grade: components["schemas"]["GradeTag"];
            grade_zh: string;
            veto: boolean;
            /** @description the reason of a quota */
            moved?: string | null;
            /** @description who decided the grade, and what is derived where it differs */
            settled?: string | null;
        };
        /** @description 图像 */
        PictureLine: {
            digest: string;
            caption: string;
        };
        /** @description 绩效核算 */
        Pool: {
            /** Format: int32 */
            year: number;
            /** @description weight of conduct, `0.20`; lower needs who approved it and by which file */
            weight: string;
            /** @description yuan */
            pool: string;
            work: components["schemas"]["Work"][];
            approver?: string | null;
            file_number?: string | null;
        };
        /** @description 表扬情况 */
        PraiseLine: {
            department: string;
            /** Format: int32 */
            pennants: number;
            /** Format: int32 */
            letters: number;
            /**
             * Format: int32
             * @description 其他表扬和拾金不昧
             */
            other: number;
        };
        /** @description 导入预览 · what a sheet holds, before or after it is taken. */
        Preview: {
            /** @description all heads of the sheet */
            heads: string[];
            columns: components["schemas"]["Mapped"][];
            /** @description rows that can be taken */
            good: number;
            /** @description the first of them */
            rows: string[][];
            rejects: components["schemas"]["Reject"][];
            /** @description the good rows were taken */
            taken: boolean;
        };
        /** @description 错误 · why a request was not carried out. */
        Problem: {
            /** @description always `about:blank`: the code says which */
            type: string;
            /** @description the HTTP status in words */
            title: string;
            /**
             * Format: int32
             * @description the HTTP status
             */
            status: number;
            /** @description what happened and what to do */
            detail: string;
            /** @description the stable code */
            code: string;
            /** @description the field that is meant, where it is one */
            field?: string | null;
        };
        /** @description 授权提请 */
        Proposal: {
            /** Format: int64 */
            number: number;
            /** @description the account that would have the role; none where a program would act by a key */
            user?: string | null;
            /** @description of the person, or of the system that would have the key */
            name: string;
            login?: string | null;
            /** @description the role's tag, `auditor` … */
            role: string;
            role_zh: string;
            /**
             * @description `everywhere`, `bureau` or `institution`
             * @enum {string}
             */
            place_kind: "everywhere" | "bureau" | "institution";
            /** @description division of a bureau, code of an institution */
            place: string;
            place_name: string;
            department?: string | null;
            practitioner?: string | null;
            until?: string | null;
            /**
             * @description `pending`, `signed`, `refused`, `withdrawn` or `expired`
             * @enum {string}
             */
            state: "pending" | "signed" | "refused" | "withdrawn" | "expired";
            state_zh: string;
            proposed_at: string;
            /** @description the name of who proposed */
            proposed_by: string;
            /** @description when it lapses without a signature */
            ends_at: string;
            decided_at?: string | null;
            /** @description the name of who signed, refused or withdrew */
            decided_by?: string | null;
            /** @description why it was not signed */
            reason: string;
        };
        /** @description 授权提请列表 */
        Proposals: {
            rows: components["schemas"]["Proposal"][];
        };
        /** @description 公开问卷 */
        PublicForm: {
            institution_name: string;
            department: string;
            title: string;
            intro: string;
            questions: components["schemas"]["PublicQuestion"][];
        };
        /** @description 题目 */
        PublicQuestion: {
            id: string;
            zh: string;
            /**
             * @description a number of 1 to 10, yes or no, or words: `score`, `yes_no` or `text`
             * @enum {string}
             */
            kind: "score" | "yes_no" | "text";
            required: boolean;
        };
        /** @description 互认公开合计 */
        PublicTotals: {
            /** Format: int32 */
            year: number;
            /** @description the last day that is counted: the end of a month */
            through: string;
            recognised: string;
            /** @description yuan; absent where the count is not shown */
            saved?: string | null;
            /** @description every district in which an institution takes part */
            districts: components["schemas"]["DistrictTotal"][];
        };
        /** @description 典型案例 */
        PublishedCase: {
            /** @description the matter */
            id: string;
            kind_zh: string;
            title: string;
            body: string;
            /** @description what to learn of it */
            lesson: string;
        };
        /** @description 查看目的 */
        Purpose: {
            /** @description why the person is looked at; kept in the trail */
            purpose: string;
        };
        /** @description 规则质量 */
        Quality: {
            /**
             * Format: int64
             * @description 认定: reviews that ended with something to pay back
             */
            upheld: number;
            /**
             * Format: int64
             * @description 排除: reviews that ended with nothing, and findings marked as false
             */
            cleared: number;
            /**
             * Format: int64
             * @description 申诉: ended reviews with an appeal
             */
            appealed: number;
            /**
             * Format: int64
             * @description 申诉成立: those that ended with nothing
             */
            appeals_won: number;
            /**
             * Format: int64
             * @description 提醒
             */
            shown: number;
            /**
             * Format: int64
             * @description 采纳
             */
            adopted: number;
            /**
             * Format: int64
             * @description 继续执行
             */
            overridden: number;
        };
        /** @description 查询结果 */
        Ran: {
            /** @description to be laid over every page that shows the rows */
            watermark: string;
            watermark_id: string;
            ticket: string;
            columns: string[];
            rows: string[][];
        };
        /** @description 比率, with its parts */
        Rate: {
            /** Format: int64 */
            numerator: number;
            /** Format: int64 */
            denominator: number;
            text: string;
        };
        /** @description 原因, with its stable code */
        ReasonRow: {
            code: string;
            text: string;
        };
        /** @description 互认汇总, counts under five and what would give them away not shown */
        RecognitionSums: {
            reminders: string;
            recognised: string;
            rate: string;
            /** @description yuan; absent where the count that it belongs to is not shown */
            saved?: string | null;
        };
        /** @description 不予会签 */
        Refusal: {
            reason: string;
        };
        /** @description 退回的行 */
        Reject: {
            /** @description line of the sheet, from 1 */
            line: number;
            field: string;
            /** @description what stands there */
            found: string;
            reason: string;
        };
        /** @description 互认提醒 */
        Reminded: {
            /** @description to be given back with the answer */
            key: string;
            sentence: string;
            report: components["schemas"]["EarlierReport"];
            /** @description yuan that are saved where the report is recognised */
            saved: string;
        };
        /** @description 试算结果 */
        Replayed: {
            /** @description people whom both schemes cover */
            people: number;
            changes: components["schemas"]["ChangeRow"][];
        };
        /** @description 出具区域报告 */
        ReportForm: {
            /** Format: int32 */
            year: number;
            /**
             * Format: int32
             * @description 季度, 1 to 4; the whole year where it is not given
             */
            quarter?: number | null;
            format: components["schemas"]["FileFormat"];
            /** @description 文号 */
            number: string;
            /** @description 成文日期 */
            dated: string;
            /** @description 区域, as the report calls it: `云岭县` */
            district: string;
            /** @description 发文机关; the registered one of the district where it is not given */
            issuer?: string | null;
        };
        /** @description 启封申请 */
        Request: {
            /** Format: int64 */
            number: number;
            seal: string;
            purpose: string;
            asked_at: string;
            asked_by: string;
            agreed_at?: string | null;
            agreed_by?: string | null;
            opened_at?: string | null;
            /** @description who looks has asked for it */
            own: boolean;
        };
        /** @description 启封申请列表 */
        Requests: {
            rows: components["schemas"]["Request"][];
        };
        /** @description 调查结果 */
        Results: {
            /**
             * @description `outpatient`, `inpatient`, `staff` or `follow_up`
             * @enum {string}
             */
            form: "outpatient" | "inpatient" | "staff" | "follow_up";
            answers: components["schemas"]["Count"];
            departments: components["schemas"]["OfDepartment"][];
            questions: components["schemas"]["OfQuestion"][];
            trend: components["schemas"]["OfMonth"][];
        };
        /** @description 规则列表 */
        RuleList: {
            rows: components["schemas"]["RuleRow"][];
        };
        /** @description 规则页 */
        RulePage: components["schemas"]["RuleRow"] & {
            english: string;
            basis: string[];
            may_override?: string | null;
            tables: string[];
            needs: string[];
            /** @description the document, Markdown without its head and cases */
            text: string;
            cases: components["schemas"]["CaseLine"][];
            knowledge_rows: number;
            /** @description findings by month of service */
            months: components["schemas"]["FindingSum"][];
            quality: components["schemas"]["Quality"];
        };
        /** @description 规则 in the ranking */
        RuleRank: components["schemas"]["FindingSum"] & {
            /** @description 准确率, between 0 and 1; none while too few findings are decided */
            precision?: string | null;
        };
        /** @description 规则 in the list */
        RuleRow: {
            code: string;
            /**
             * Format: int32
             * @description number in the 2025 edition
             */
            seq?: number | null;
            name: string;
            class: string;
            behaviour: string;
            state_zh: string;
            certainty_zh: string;
            /** @description whether its knowledge is there */
            data_zh: string;
            /** Format: int64 */
            findings: number;
            flagged: string;
            /** @description 准确率, between 0 and 1; none while too few findings are decided */
            precision?: string | null;
        };
        /** @description 方案检查 */
        SchemeChecked: {
            problems: components["schemas"]["Complaint"][];
            areas: components["schemas"]["AreaPoints"][];
            items: number;
            rules: number;
            vetoes: number;
        };
        /** @description 考评方案 in force for a category */
        SchemeOf: {
            category: string;
            category_zh: string;
            title: string;
            version: string;
            /** @description the institution's own; absent for what the program brings along */
            matter?: string | null;
        };
        /** @description 封存编号 */
        Sealed: {
            /** @description what the report names; it says nothing of the reporter */
            seal: string;
        };
        /** @description 封存编号 of a patient */
        SealedNumber: {
            seal: string;
            /** @description 住院号前三位, all of the number that is ever shown */
            head: string;
        };
        /** @description 启动年度考评 */
        Season: {
            /** Format: int32 */
            year: number;
            /** @description 自我评价截止 */
            self_review: string;
            /** @description 科室评价截止 */
            department: string;
            /** @description 支部评价截止; where the schemes have that stage */
            branch?: string | null;
            /** @description 群众评议截止; where the schemes have that stage */
            public?: string | null;
            /** @description 行风办拟定截止 */
            draft: string;
            /** @description 委员会审定截止 */
            committee: string;
            /**
             * Format: int32
             * @description working days, 5 at least
             */
            publicity_days: number;
        };
        /** @description 评分表 */
        SheetOf: {
            base: string;
            score: string;
            added: string;
            deducted: string;
            grade: components["schemas"]["GradeTag"];
            grade_zh: string;
            veto: boolean;
            moved?: string | null;
            /** @description who decided the grade, and what is derived where it differs */
            settled?: string | null;
            /** @description why no better grade */
            why_not_better: string[];
        };
        /** @description 底本 */
        Shipped: {
            /** @description the tag that the command for a new scheme takes */
            name: string;
            title: string;
            text: string;
        };
        /** @description 登录 */
        SignIn: {
            login: string;
            password: string;
            /** @description the one-time code, where the account has them */
            code?: string | null;
        };
        /** @description 同类疑点 · another finding of the rule at the institution, and what became of it */
        Similar: {
            key: string;
            amount: string;
            service_day: string;
            /** @description 环节 of its review, empty where there is none */
            outcome: string;
        };
        /** @description 结果运用 */
        StandingOf: {
            title: boolean;
            award: boolean;
            pay: string;
            periodic_zh: string;
            reasons: components["schemas"]["ReasonRow"][];
        };
        /** @description A file as commands name it. */
        StoredFile: {
            name: string;
            /** @description SM3 of the content */
            digest: string;
        };
        /** @description 统一身份 */
        Subject: {
            /** @description `sub` of the provider */
            subject: string;
        };
        /** @description How many rows, and their four figures. */
        Sum: {
            /** Format: int64 */
            count: number;
            figures: components["schemas"]["FourFigures"];
        };
        /** @description The sum under one heading. */
        SumOf: {
            key: string;
            name: string;
            totals: components["schemas"]["Sum"];
        };
        /** @description What a list adds up to. */
        Sums: {
            total: components["schemas"]["Sum"];
            by: components["schemas"]["SumOf"][];
        };
        /** @description 佐证规则 */
        Supporting: {
            rule: string;
            name: string;
        };
        /** @description 表格 · each row has the cells that begin in it; what a cell above covers is left out */
        TableOf: {
            /** Format: int32 */
            columns: number;
            /** Format: int32 */
            header_rows: number;
            rows: components["schemas"]["CellOf"][][];
        };
        /** @description 方案文本 */
        Text: {
            text: string;
        };
        /** @description 当日费用 of all lines of a day */
        TimelineDay: {
            day: string;
            /** Format: int32 */
            lines: number;
            amount: string;
            /** @description one of them is evidence */
            evidence: boolean;
        };
        /** @description 证据明细 */
        TimelineLine: {
            day: string;
            name: string;
            amount: string;
        };
        /** @description 就诊 */
        TimelineVisit: {
            /** @description 就医方式, empty where it is not known */
            setting: string;
            institution_name: string;
            from: string;
            /** @description the last day, none of a stay that goes on */
            to?: string | null;
            /** @description a line of it is evidence */
            evidence: boolean;
        };
        /** @description 次数和金额 */
        Times: {
            /** Format: int32 */
            count: number;
            amount: string;
        };
        /** @description 留痕 */
        TrailLine: {
            /** Format: int64 */
            number: number;
            at: string;
            user: string;
            user_name: string;
            role: string;
            place: string;
            deed: string;
            deed_zh: string;
            subject: string;
            detail: string;
            purpose: string;
            hash: string;
        };
        /** @description One page of the trail. */
        TrailList: {
            rows: components["schemas"]["TrailLine"][];
            /** @description hand back as `after` for the next page */
            next?: string | null;
        };
        /** @description 方案试算 */
        Trial: {
            text: string;
            /** Format: int32 */
            year: number;
        };
        /** @description 不愿公开姓名的人员 */
        Unnamed: {
            code: string;
            name: string;
            department: string;
        };
        /** @description 未计分的行为 */
        UnscoredRow: {
            event: string;
            code: string;
            reason: string;
        };
        /** @description 用量查询 */
        UsageAsked: {
            by: components["schemas"]["Grouping"];
            of: components["schemas"]["GoodsOf"];
            /** @description one product of the ticket; all of them where it is not given */
            item?: string | null;
            /** @description the first day */
            from: string;
            /** @description the day behind the last */
            before: string;
        };
        /** @description 用户 */
        User: {
            id: string;
            login: string;
            name: string;
            /**
             * @description `active`, `disabled` or `locked`
             * @enum {string}
             */
            state: "active" | "disabled" | "locked";
            otp_enabled: boolean;
            /** @description as whom single sign-on knows the holder */
            subject?: string | null;
            last_login?: string | null;
            grants: components["schemas"]["Grant"][];
        };
        /** @description 用户列表 */
        Users: {
            rows: components["schemas"]["User"][];
        };
        /** @description 留痕校验结果 */
        Verified: {
            ok: boolean;
            /**
             * Format: int64
             * @description rows that were checked
             */
            count: number;
            /** @description the last hash where the trail is whole */
            hash: string;
            /**
             * Format: int64
             * @description the first row that is not what it was
             */
            number?: number | null;
            problem?: string | null;
        };
        /** @description 一票否决 */
        VetoRow: {
            matter: string;
            code: string;
            text: string;
            from: string;
            until?: string | null;
        };
        /** @description 提示 · what somebody should look at; it refuses nothing */
        Warning: {
            say: string;
            matters: string[];
        };
        /** @description 警示案例 */
        WarningForm: {
            text: string;
            rule: string;
            lesson: string;
        };
        /** @description 警示案例 */
        WarningLine: {
            text: string;
            rule: string;
            lesson: string;
        };
        /** @description 显示条件: shown and sent only where the field beside it has one of these values */
        When: {
            field: string;
            is: string[];
        };
        /** @description An account with the password for its first log-in, which is shown this once. */
        WithPassword: {
            user: components["schemas"]["User"];
            one_time_password: string;
        };
        /** @description 业绩分 */
        Work: {
            code: string;
            /** @description from zero up, `92.5` */
            score: string;
        };
        /** @description 放假安排 of a year */
        YearTable: {
            /**
             * @description a table `年度,日期,安排,节日,来源`, in which 安排 is 休 or 班 and every row names its source; only days
             *     that differ from the week
             */
            table: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
