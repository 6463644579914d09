//! How the query service is.

use croupier_api::{HealthStatus, ServiceHealth};

use crate::desk::Desk;

impl Desk {
    pub(crate) async fn health(&self) -> ServiceHealth {
        let asked = self.views().meta().await;
        let mut reasons = match &asked {
            Ok(Some(_)) => Vec::new(),
            Ok(None) => vec!["the views are not open yet".to_owned()],
            Err(error) => vec![error.to_string()],
        };
        reasons.extend((self.parts().oversight.troubles)());
        let is_healthy = reasons.is_empty();
        let redis = (self.views().engine() == "redis").then(|| match &asked {
            Ok(_) => "connected".to_owned(),
            Err(_) => "disconnected".to_owned(),
        });
        ServiceHealth {
            status: if is_healthy { HealthStatus::Healthy } else { HealthStatus::Unhealthy },
            service: "query-service".into(),
            version: self.parts().build.clone(),
            reason: (!is_healthy).then(|| reasons.join("; ")),
            redis,
        }
    }
}
