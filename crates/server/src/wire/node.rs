//! The node tables of 3101, 3102 and 3103, in the order of the interface.

use super::field::{Name, locate};
use super::list::Many;
use super::scalar::{Scalar, Skip};
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

/// The value of `input`.
#[derive(Debug, Default)]
pub(super) enum Input<'de> {
    #[default]
    Missing,
    Node(Box<InputNode<'de>>),
    /// JSON text, or ciphered text
    Text(Cow<'de, str>),
    Wrong,
}

/// Declares a node: its fields, and how it is read. A repeated field takes its last value.
macro_rules! node {
    ($(#[$doc:meta])* $name:ident<$life:lifetime> { $($field:ident: $kind:ty),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Default)]
        pub(super) struct $name<$life> {
            $(pub $field: $kind,)*
            /// names of fields that came more than once
            pub repeated: Vec<&'static str>,
            /// bit set of the fields that came
            pub seen: u64,
            lifetime: PhantomData<&$life ()>,
        }

        impl<$life> Deserialize<$life> for $name<$life> {
            fn deserialize<D: Deserializer<$life>>(deserializer: D) -> Result<Self, D::Error> {
                #[derive(Clone, Copy)]
                #[expect(non_camel_case_types, reason = "named after the fields of the interface")]
                enum Field {
                    $($field,)*
                }
                const FIELDS: &[(&str, Field)] = &[$((stringify!($field), Field::$field),)*];
                const _: () = assert!(FIELDS.len() <= 64, "the bit set holds 64 fields");

                struct NodeVisitor;

                impl<$life> Visitor<$life> for NodeVisitor {
                    type Value = $name<$life>;

                    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                        f.write_str("a node")
                    }

                    fn visit_map<A: MapAccess<$life>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                        let mut node = $name::default();
                        let mut next = 0;
                        while let Some(Name(name)) = map.next_key()? {
                            let Some((slot, &(known, field))) = locate(FIELDS, next, &name) else {
                                map.next_value::<Skip>()?;
                                continue;
                            };
                            next = slot + 1;
                            let bit = 1_u64 << slot;
                            if node.seen & bit != 0 {
                                node.repeated.push(known);
                            }
                            node.seen |= bit;
                            match field {
                                $(Field::$field => node.$field = map.next_value()?,)*
                            }
                        }
                        Ok(node)
                    }
                }

                deserializer.deserialize_map(NodeVisitor)
            }
        }
    };
}

struct InputVisitor;

impl<'de> Visitor<'de> for InputVisitor {
    type Value = Input<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the input node or its text")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Input<'de>, A::Error> {
        let node = InputNode::deserialize(MapAccessDeserializer::new(map))?;
        Ok(Input::Node(Box::new(node)))
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Input<'de>, E> {
        Ok(Input::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Input<'de>, E> {
        Ok(Input::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_unit<E>(self) -> Result<Input<'de>, E> {
        Ok(Input::Missing)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Input<'de>, E> {
        Ok(Input::Wrong)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Input<'de>, E> {
        Ok(Input::Wrong)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Input<'de>, E> {
        Ok(Input::Wrong)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Input<'de>, E> {
        Ok(Input::Wrong)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Input<'de>, A::Error> {
        while list.next_element::<Skip>()?.is_some() {}
        Ok(Input::Wrong)
    }
}

impl<'de> Deserialize<'de> for Input<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(InputVisitor)
    }
}

node!(
    /// The envelope of every transaction.
    EnvelopeNode<'de> {
        infno: Scalar<'de>, msgid: Scalar<'de>, mdtrtarea_admvs: Scalar<'de>, insuplc_admdvs: Scalar<'de>,
        recer_sys_code: Scalar<'de>, dev_no: Skip, dev_safe_info: Skip, cainfo: Scalar<'de>, signtype: Scalar<'de>,
        infver: Skip, opter_type: Scalar<'de>, opter: Scalar<'de>, opter_name: Scalar<'de>, inf_time: Scalar<'de>,
        fixmedins_code: Scalar<'de>, fixmedins_name: Scalar<'de>, sign_no: Scalar<'de>, input: Input<'de>,
        fixmedins_soft_fcty: Skip, enc_type: Scalar<'de>, medins_code: Scalar<'de>, medins_name: Scalar<'de>,
        data: Scalar<'de>, patient_dtos: Scalar<'de>,
    }
);

node!(
    /// `input`. Everything but `data` is misplaced there.
    InputNode<'de> {
        data: Many<DataNode<'de>>, patient_dtos: Scalar<'de>, fsi_encounter_dtos: Scalar<'de>,
        fsi_diagnose_dtos: Scalar<'de>, fsi_order_dtos: Scalar<'de>, fsi_operation_dtos: Scalar<'de>,
        warns: Scalar<'de>,
    }
);

node!(
    /// `data` 规则分析信息 of 3101 and 3102, and 反馈信息 of 3103.
    DataNode<'de> {
        syscode: Scalar<'de>, patient_dtos: Many<PatientNode<'de>>, rule_ids: Skip, task_id: Scalar<'de>,
        trig_scen: Scalar<'de>, warn_type: Scalar<'de>, warns: Many<WarnNode<'de>>,
        fsi_encounter_dtos: Scalar<'de>, fsi_diagnose_dtos: Scalar<'de>, fsi_order_dtos: Scalar<'de>,
        fsi_operation_dtos: Scalar<'de>,
    }
);

node!(
    /// `warns` 反馈处理数据
    WarnNode<'de> { warn_rslt_id: Scalar<'de>, dspo_way: Scalar<'de>, dspo_way_rea: Scalar<'de> }
);

node!(
    /// `patient_dtos` 参保人信息
    PatientNode<'de> {
        patn_id: Scalar<'de>, patn_name: Skip, gend: Scalar<'de>, brdy: Scalar<'de>, poolarea: Scalar<'de>,
        curr_mdtrt_id: Scalar<'de>, fsi_encounter_dtos: Many<EncounterNode<'de>>, fsi_his_data_dto: Skip,
        fsi_diagnose_dtos: Scalar<'de>, fsi_order_dtos: Scalar<'de>, fsi_operation_dtos: Scalar<'de>,
    }
);

node!(
    /// `fsi_encounter_dtos` 就诊信息
    EncounterNode<'de> {
        mdtrt_id: Scalar<'de>, medins_id: Scalar<'de>, medins_name: Skip, medins_admdvs: Scalar<'de>,
        medins_type: Scalar<'de>, medins_lv: Scalar<'de>, wardarea_codg: Scalar<'de>, wardno: Scalar<'de>,
        bedno: Scalar<'de>, adm_date: Scalar<'de>, dscg_date: Scalar<'de>, dscg_main_dise_codg: Scalar<'de>,
        dscg_main_dise_name: Scalar<'de>, fsi_diagnose_dtos: Many<DiagnosisNode<'de>>, dr_codg: Scalar<'de>,
        adm_dept_codg: Scalar<'de>, adm_dept_name: Scalar<'de>, dscg_dept_codg: Scalar<'de>,
        dscg_dept_name: Scalar<'de>, med_mdtrt_type: Scalar<'de>, med_type: Scalar<'de>,
        fsi_order_dtos: Many<OrderNode<'de>>, matn_stas: Scalar<'de>, medfee_sumamt: Scalar<'de>, ownpay_amt: Skip,
        selfpay_amt: Skip, acct_payamt: Skip, ma_amt: Skip, hifp_payamt: Scalar<'de>, setl_totlnum: Skip,
        insutype: Scalar<'de>, reim_flag: Scalar<'de>, out_setl_flag: Scalar<'de>,
        fsi_operation_dtos: Many<OperationNode<'de>>,
    }
);

node!(
    /// `fsi_diagnose_dtos` 诊断信息
    DiagnosisNode<'de> {
        dise_id: Skip, inout_dise_type: Scalar<'de>, maindise_flag: Scalar<'de>, dias_srt_no: Skip,
        dise_codg: Scalar<'de>, dise_name: Scalar<'de>, dise_date: Skip,
    }
);

node!(
    /// `fsi_operation_dtos` 手术操作信息
    OperationNode<'de> {
        setl_list_oprn_id: Skip, oprn_code: Scalar<'de>, oprn_name: Scalar<'de>, main_oprn_flag: Scalar<'de>,
        oprn_date: Scalar<'de>, anst_way: Skip, oper_dr_name: Skip, oper_dr_code: Skip, anst_dr_name: Skip,
        anst_dr_code: Skip,
    }
);

node!(
    /// `fsi_order_dtos` 处方(医嘱)信息, with the vendors' extras behind the national fields.
    OrderNode<'de> {
        rx_id: Scalar<'de>, rxno: Scalar<'de>, grpno: Skip, long_drord_flag: Skip, hilist_type: Scalar<'de>,
        chrg_type: Scalar<'de>, drord_bhvr: Skip, hilist_code: Scalar<'de>, hilist_name: Scalar<'de>,
        hilist_dosform: Skip, hilist_lv: Scalar<'de>, hilist_pric: Scalar<'de>, lv1_hosp_item_pric: Skip,
        lv2_hosp_item_pric: Skip, lv3_hosp_item_pric: Skip, hilist_memo: Skip, hosplist_code: Skip,
        hosplist_name: Scalar<'de>, hosplist_dosform: Skip, cnt: Scalar<'de>, pric: Scalar<'de>,
        sumamt: Scalar<'de>, ownpay_amt: Scalar<'de>, selfpay_amt: Scalar<'de>, spec: Skip, spec_unt: Skip,
        drord_begn_date: Scalar<'de>, drord_stop_date: Scalar<'de>, drord_dept_codg: Scalar<'de>,
        drord_dept_name: Scalar<'de>, drord_dr_codg: Scalar<'de>, drord_dr_name: Skip,
        drord_dr_profttl: Scalar<'de>, curr_drord_flag: Scalar<'de>, order_id: Scalar<'de>,
        self_paying_flag: Scalar<'de>, sin_dos: Scalar<'de>, used_frqu_dscr: Scalar<'de>, frqu_dscr: Scalar<'de>,
        prd_days: Scalar<'de>, used_days: Scalar<'de>, init_feedetl_sn: Scalar<'de>,
    }
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_in_any_order_and_in_camel_case() {
        let json = r#"{"brdy":"2","patnId":"1","curr_mdtrt_id":"3","fsiEncounterDtos":{"mdtrtId":"M"},"x":[{"y":1}]}"#;
        let node: PatientNode<'_> = serde_json::from_str(json).unwrap();
        assert_eq!(node.patn_id.text().as_deref(), Some("1"));
        assert_eq!(node.brdy.text().as_deref(), Some("2"));
        assert_eq!(
            node.fsi_encounter_dtos
                .items
                .first()
                .and_then(|e| e.mdtrt_id.text())
                .as_deref(),
            Some("M")
        );
        assert!(node.repeated.is_empty());
    }

    #[test]
    fn the_last_of_repeated_fields_wins_and_is_named() {
        let node: WarnNode<'_> = serde_json::from_str(r#"{"dspo_way":"1","dspo_way":2}"#).unwrap();
        assert_eq!(node.dspo_way.text().as_deref(), Some("2"));
        assert_eq!(node.repeated, ["dspo_way"]);
    }
}
