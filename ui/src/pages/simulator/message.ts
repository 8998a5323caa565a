// The national 3101 message that a doctor's station sends for one visit. National field names stand
// in this file alone.
import type { OrderLine, Patient } from "./patients";

export interface Place {
  institution: { code: string; name: string };
  doctor: { code: string; name: string };
}

const AREA = "990001";
const DEPARTMENT = { code: "03", name: "内科" };
/** 医疗机构等级 as the shipped sample of an outpatient visit has it. */
const LEVEL = "05";

const two = (number: number) => String(number).padStart(2, "0");
const dayOf = (at: Date) => `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
const momentOf = (at: Date) => `${dayOf(at)} ${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;

const fenOf = (price: string) => {
  const [whole = "0", part = ""] = price.split(".");
  return BigInt(whole) * 100n + BigInt(part.padEnd(2, "0"));
};
const yuanOf = (fen: bigint) => `${fen / 100n}.${(fen % 100n).toString().padStart(2, "0")}`;

export const amountOf = (line: OrderLine): string => yuanOf(fenOf(line.price) * BigInt(line.count));
export const sumOf = (lines: readonly OrderLine[]): string =>
  yuanOf(lines.reduce((sum, line) => sum + fenOf(line.price) * BigInt(line.count), 0n));

/** The message, written at `at`; the serial tells the messages of one page apart. */
export function message3101(patient: Patient, lines: readonly OrderLine[], place: Place, at: Date, serial: number): object {
  const now = momentOf(at);
  const visit = `SIM${now.replace(/\D/g, "")}`;
  const staff = { code: place.doctor.code, name: place.doctor.name };
  const sum = sumOf(lines);
  return {
    infno: "3101",
    msgid: `${place.institution.code}${now.replace(/\D/g, "")}${String(serial).padStart(4, "0")}`,
    mdtrtarea_admvs: AREA,
    insuplc_admdvs: AREA,
    recer_sys_code: "MJSIM",
    infver: "V1.0",
    opter_type: "1",
    opter: staff.code,
    opter_name: staff.name,
    inf_time: now,
    fixmedins_code: place.institution.code,
    fixmedins_name: place.institution.name,
    sign_no: "",
    input: {
      data: {
        syscode: "MJSIM",
        task_id: visit,
        trig_scen: patient.inpatient ? "5" : "2",
        patient_dtos: [
          {
            patn_id: patient.id,
            patn_name: patient.name,
            gend: patient.sex,
            brdy: `${at.getFullYear() - patient.age}-01-01`,
            poolarea: AREA,
            curr_mdtrt_id: visit,
            fsi_encounter_dtos: [
              {
                mdtrt_id: visit,
                medins_id: place.institution.code,
                medins_name: place.institution.name,
                medins_admdvs: AREA,
                medins_type: "1",
                medins_lv: LEVEL,
                adm_date: now,
                dscg_date: patient.inpatient ? "9999-12-31 00:00:00" : now,
                dscg_main_dise_codg: patient.diagnosis.code,
                dscg_main_dise_name: patient.diagnosis.name,
                fsi_diagnose_dtos: [
                  {
                    dise_id: "D1",
                    inout_dise_type: "1",
                    maindise_flag: "1",
                    dias_srt_no: "1",
                    dise_codg: patient.diagnosis.code,
                    dise_name: patient.diagnosis.name,
                    dise_date: now,
                  },
                ],
                dr_codg: staff.code,
                adm_dept_codg: DEPARTMENT.code,
                adm_dept_name: DEPARTMENT.name,
                dscg_dept_codg: DEPARTMENT.code,
                dscg_dept_name: DEPARTMENT.name,
                med_mdtrt_type: patient.inpatient ? "2" : "1",
                med_type: patient.inpatient ? "21" : "11",
                fsi_order_dtos: lines.map((line, index) => ({
                  rx_id: `${visit}-${index + 1}`,
                  rxno: visit,
                  grpno: "1",
                  long_drord_flag: "0",
                  hilist_type: line.kind === "drug" ? "101" : "201",
                  chrg_type: line.kind === "drug" ? "09" : "04",
                  drord_bhvr: "0",
                  hilist_code: line.code,
                  hilist_name: line.name,
                  hilist_lv: "02",
                  hilist_pric: line.price,
                  hosplist_code: line.code,
                  hosplist_name: line.name,
                  cnt: String(line.count),
                  pric: line.price,
                  sumamt: amountOf(line),
                  ownpay_amt: "0",
                  selfpay_amt: "0",
                  spec: "-",
                  spec_unt: "次",
                  drord_begn_date: now,
                  drord_dept_codg: DEPARTMENT.code,
                  drord_dept_name: DEPARTMENT.name,
                  drord_dr_codg: staff.code,
                  drord_dr_name: staff.name,
                  drord_dr_profttl: "3",
                  curr_drord_flag: "1",
                })),
                matn_stas: "0",
                medfee_sumamt: sum,
                ownpay_amt: "0",
                selfpay_amt: "0",
                setl_totlnum: "1",
                insutype: "390",
                reim_flag: "1",
                out_setl_flag: "0",
                fsi_operation_dtos: "",
              },
            ],
          },
        ],
      },
    },
  };
}
