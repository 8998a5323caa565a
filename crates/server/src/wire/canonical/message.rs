//! The nodes of a canonical request, written as the interface orders them.

use serde::Serialize;

#[derive(Serialize)]
pub(super) struct Message<'m> {
    pub infno: &'static str,
    pub msgid: String,
    pub mdtrtarea_admvs: &'m str,
    pub insuplc_admdvs: &'m str,
    pub recer_sys_code: &'static str,
    pub dev_no: &'static str,
    pub dev_safe_info: &'static str,
    pub cainfo: &'static str,
    pub signtype: &'static str,
    pub infver: &'static str,
    pub opter_type: &'static str,
    pub opter: &'m str,
    pub opter_name: &'m str,
    pub inf_time: String,
    pub fixmedins_code: &'m str,
    pub fixmedins_name: &'m str,
    pub sign_no: &'static str,
    pub input: Input<'m>,
}

#[derive(Serialize)]
pub(super) struct Input<'m> {
    pub data: Data<'m>,
}

#[derive(Serialize)]
pub(super) struct Data<'m> {
    pub syscode: &'static str,
    pub patient_dtos: [Patient<'m>; 1],
    pub rule_ids: [&'static str; 0],
    pub task_id: &'m str,
    pub trig_scen: &'static str,
}

#[derive(Serialize)]
pub(super) struct Patient<'m> {
    pub patn_id: &'m str,
    pub patn_name: &'static str,
    pub gend: &'static str,
    pub brdy: String,
    pub poolarea: &'m str,
    pub curr_mdtrt_id: &'m str,
    pub fsi_encounter_dtos: Vec<Visit<'m>>,
    pub fsi_his_data_dto: &'static str,
}

#[derive(Serialize)]
pub(super) struct Visit<'m> {
    pub mdtrt_id: &'m str,
    pub medins_id: &'m str,
    pub medins_name: &'m str,
    pub medins_admdvs: &'m str,
    pub medins_type: &'static str,
    pub medins_lv: &'static str,
    pub adm_date: String,
    pub dscg_date: String,
    pub dscg_main_dise_codg: &'m str,
    pub dscg_main_dise_name: &'m str,
    pub fsi_diagnose_dtos: Vec<Disease<'m>>,
    pub dr_codg: &'m str,
    pub adm_dept_codg: &'m str,
    pub adm_dept_name: &'m str,
    pub dscg_dept_codg: &'m str,
    pub dscg_dept_name: &'m str,
    pub med_mdtrt_type: &'static str,
    pub med_type: &'static str,
    pub fsi_order_dtos: Vec<Order<'m>>,
    pub matn_stas: &'static str,
    pub medfee_sumamt: String,
    pub ownpay_amt: &'static str,
    pub selfpay_amt: &'static str,
    pub hifp_payamt: String,
    pub setl_totlnum: &'static str,
    pub insutype: &'static str,
    pub reim_flag: &'static str,
    pub out_setl_flag: &'static str,
    pub fsi_operation_dtos: Vec<Surgery<'m>>,
}

#[derive(Serialize)]
pub(super) struct Disease<'m> {
    pub dise_id: String,
    pub inout_dise_type: &'static str,
    pub maindise_flag: &'static str,
    pub dias_srt_no: String,
    pub dise_codg: &'m str,
    pub dise_name: &'m str,
    pub dise_date: String,
}

#[derive(Serialize)]
pub(super) struct Surgery<'m> {
    pub setl_list_oprn_id: String,
    pub oprn_code: &'m str,
    pub oprn_name: &'m str,
    pub main_oprn_flag: &'static str,
    pub oprn_date: String,
}

#[derive(Serialize)]
pub(super) struct Order<'m> {
    pub rx_id: &'m str,
    pub rxno: &'m str,
    pub long_drord_flag: &'static str,
    pub hilist_type: &'static str,
    pub chrg_type: &'static str,
    pub drord_bhvr: &'static str,
    pub hilist_code: &'m str,
    pub hilist_name: &'m str,
    pub hilist_lv: &'static str,
    pub hilist_pric: String,
    pub hosplist_code: &'m str,
    pub hosplist_name: &'m str,
    pub cnt: String,
    pub pric: String,
    pub sumamt: String,
    pub ownpay_amt: String,
    pub selfpay_amt: &'static str,
    pub spec: &'static str,
    pub spec_unt: &'static str,
    pub drord_begn_date: String,
    pub drord_stop_date: String,
    pub drord_dept_codg: &'m str,
    pub drord_dept_name: &'m str,
    pub drord_dr_codg: &'m str,
    pub drord_dr_name: &'m str,
    pub drord_dr_profttl: &'static str,
    pub curr_drord_flag: &'static str,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub sin_dos: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub used_frqu_dscr: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub prd_days: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub init_feedetl_sn: Option<&'m str>,
}
