//! The main job, step by step: each is seen from outside before the next begins.

use std::time::Duration;

use anyhow::{Context, ensure};
use smallnet::{SmallNet, What, story};

use crate::product::Product;
use crate::reporter::Reporter;
use crate::staff::{PASSWORD, Staff};

/// How long one step may take before it counts as not seen.
const PATIENCE: Duration = Duration::from_secs(15);

/// A step that was seen: its name, and by what it was seen.
pub type Step<'told> = (&'static str, &'told str);

/// Where the police of the story are written to.
const POLICE: &str = "unit@police.example";

/// A Baseline item under Cambodian law, by the fields of schema and law.
pub const BASELINE: &[(&str, &str)] = &[
    ("classification", "baseline"),
    ("age", "pre_pubescent"),
    ("gender", "not_determined"),
    ("virtual_content", "no"),
    ("site_type", "website"),
    ("commerciality", "non_commercial"),
    ("content_type", "website"),
    ("law_visible_material", "yes"),
    ("law_minor", "yes"),
    ("law_appears_minor", "yes"),
    ("law_naked_figure", "yes"),
    ("law_sexual_desire", "yes"),
    ("law_public", "yes"),
    ("law_held_for_that", "no"),
    ("law_produced", "no"),
    ("law_approach", "no"),
];

/// Plays the main job on a product that runs, and tells each step as it is seen. Adds the people it needs.
pub async fn play(
    product: &Product,
    net: &SmallNet,
    told: &mut dyn FnMut(Step<'_>),
) -> anyhow::Result<()> {
    product.add_staff("dara", "analyst", PASSWORD).await?;
    product.add_staff("sophea", "manager", PASSWORD).await?;
    let mut manager = Staff::sign_in(&product.desk, "sophea").await?;
    manager
        .add_contact("police", "Simulated Police Unit", "KH", POLICE)
        .await?;

    let url = format!("http://{}:{}/p/17", story::AT_HOME, net.site_port());
    let (mut reporter, receipt) = report(product, &url, told).await?;
    reporter_reads(&mut reporter, &receipt, 1, told, "collect").await?;

    let mut analyst = Staff::sign_in(&product.desk, "dara").await?;
    let case = claim(net, &mut analyst, told).await?;
    assess(&mut analyst, &case, told).await?;
    police_first(net, &mut analyst, &mut manager, &case, told).await?;
    provider_then(net, &mut manager, told).await?;
    watch(net, &mut analyst, &case, told).await?;
    reporter_reads(&mut reporter, &receipt, 3, told, "answer").await?;

    let verified = product.run(&["audit", "verify"], "").await?;
    told(("prove", verified.lines().next().unwrap_or_default()));
    Ok(())
}

async fn report(
    product: &Product,
    url: &str,
    told: &mut dyn FnMut(Step<'_>),
) -> anyhow::Result<(Reporter, String)> {
    let mut reporter = Reporter::new(&product.letterbox, "km")?;
    let draw = reporter.draw().await?;
    let receipt = reporter.send(&draw, &[url], "").await?;
    told((
        "report",
        &format!("a person sent a URL in Khmer, without scripts, and got receipt {receipt}"),
    ));
    let again = reporter.send(&draw, &[url], "").await?;
    ensure!(again == receipt, "sending twice gave another receipt");
    told(("report", "sent twice, it has the same receipt"));
    Ok((reporter, receipt))
}

async fn reporter_reads(
    reporter: &mut Reporter,
    receipt: &str,
    steps: usize,
    told: &mut dyn FnMut(Step<'_>),
    name: &'static str,
) -> anyhow::Result<()> {
    let began = tokio::time::Instant::now();
    while reporter.steps(receipt).await? < steps {
        ensure!(
            began.elapsed() < PATIENCE,
            "the receipt never told {steps} steps"
        );
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    told((
        name,
        &format!("the reporter reads {steps} of 3 steps with the receipt"),
    ));
    Ok(())
}

/// Waits until `look` sees something.
async fn wait<T, F, O>(mut look: F, patience: Duration) -> anyhow::Result<T>
where
    F: FnMut() -> O,
    O: Future<Output = anyhow::Result<Option<T>>>,
{
    let began = tokio::time::Instant::now();
    loop {
        if let Some(seen) = look().await? {
            return Ok(seen);
        }
        ensure!(began.elapsed() < patience, "waited in vain");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// Waits until the small internet was asked something.
async fn wait_asked(net: &SmallNet, is: impl Fn(&What) -> bool) -> anyhow::Result<()> {
    wait(
        || async {
            Ok(net
                .asked()
                .iter()
                .any(|asked| is(&asked.what))
                .then_some(()))
        },
        PATIENCE,
    )
    .await
}

async fn claim(
    net: &SmallNet,
    analyst: &mut Staff,
    told: &mut dyn FnMut(Step<'_>),
) -> anyhow::Result<String> {
    let began = tokio::time::Instant::now();
    let case = loop {
        if let Some(case) = analyst.queue().await?.into_iter().next() {
            break case;
        }
        ensure!(began.elapsed() < PATIENCE, "the queue stays empty");
        tokio::time::sleep(Duration::from_millis(100)).await;
    };
    told((
        "sign in",
        "an analyst signed in and sees one case in the queue",
    ));
    wait_asked(net, |what| matches!(what, What::Dns { .. }))
        .await
        .context("the DNS was not asked for the name")?;
    let early = net
        .asked()
        .iter()
        .any(|asked| matches!(asked.what, What::Http { .. } | What::Rdap(_)));
    ensure!(
        !early,
        "somebody was asked about the URL before a person claimed the case"
    );
    told(("trace", "before the claim nobody was asked but the DNS"));
    analyst.press(&case, "/claim", &[]).await?;
    told(("claim", "the analyst holds the case"));
    wait_asked(
        net,
        |what| matches!(what, What::Rdap(path) if path.contains("/ip/")),
    )
    .await
    .context("no registry was asked")?;
    analyst.wait_for(&case, "KH", PATIENCE).await?;
    told((
        "trace",
        "after it the registries were: hosted in KH, by the network's record",
    ));
    Ok(case)
}

async fn assess(
    analyst: &mut Staff,
    case: &str,
    told: &mut dyn FnMut(Step<'_>),
) -> anyhow::Result<()> {
    let before = analyst.open(case).await?;
    ensure!(
        !before.html.contains(story::AT_HOME),
        "the case page shows the host outside a viewing session"
    );
    let viewing = analyst.view(case).await?;
    ensure!(
        viewing.text().contains("[.]test"),
        "the viewing session shows no URL"
    );
    told((
        "assess",
        "the URL is seen in a viewing session, and nowhere else",
    ));
    let virtual_baseline: Vec<_> = BASELINE
        .iter()
        .map(|(field, option)| {
            (
                *field,
                if *field == "virtual_content" {
                    "yes"
                } else {
                    *option
                },
            )
        })
        .collect();
    let refused = analyst.classify(case, &virtual_baseline).await?;
    ensure!(
        refused.html.contains("real child"),
        "Baseline was not refused for virtual content"
    );
    told((
        "assess",
        "Baseline for computer-generated content is refused, by rule baseline-real-child",
    ));
    let page = analyst.classify(case, BASELINE).await?;
    ensure!(
        page.status == 200,
        "the classification was refused: {}",
        page.text()
    );
    analyst.release(case).await?;
    told((
        "assess",
        "classified Baseline and illegal under article 41-1, decided and released",
    ));
    Ok(())
}

async fn police_first(
    net: &SmallNet,
    analyst: &mut Staff,
    manager: &mut Staff,
    case: &str,
    told: &mut dyn FnMut(Step<'_>),
) -> anyhow::Result<()> {
    let mails = net.wait_for_mails(1, PATIENCE).await;
    let mail = mails.first().context("the police got no mail")?;
    ensure!(
        mail.recipients.iter().any(|to| to.contains(POLICE)),
        "the first mail is not the police's"
    );
    let raw = String::from_utf8_lossy(&mail.raw);
    ensure!(
        raw.contains("text/csv") && raw.contains("application/pdf"),
        "the referral is without its table or its documents"
    );
    told((
        "route",
        "hosted at home: the police got the referral first, with the URLs in a CSV and as PDF",
    ));
    // The trace proposed the provider's contact; a person approves it.
    ensure!(
        manager.approve_contacts().await? > 0,
        "the trace proposed no contact"
    );
    told((
        "route",
        "the provider's contact, learned by trace, was approved by the manager",
    ));
    tokio::time::sleep(Duration::from_millis(500)).await;
    ensure!(
        net.mails().len() == 1,
        "the provider was written to before the police's word"
    );
    analyst
        .press(
            case,
            "/acknowledge",
            &[("police_reference", "P-17"), ("reference", "P-17")],
        )
        .await?;
    analyst
        .press(
            case,
            "/lift",
            &[
                ("reason", "the police's word"),
                ("why", "the police's word"),
            ],
        )
        .await?;
    told(("route", "the police acknowledged and lifted their hold"));
    Ok(())
}

async fn provider_then(
    net: &SmallNet,
    manager: &mut Staff,
    told: &mut dyn FnMut(Step<'_>),
) -> anyhow::Result<()> {
    manager.approve_contacts().await?;
    let mails = net.wait_for_mails(2, PATIENCE).await;
    let mail = mails.get(1).context("the provider got no notice")?;
    ensure!(
        mail.recipients
            .iter()
            .any(|to| to.contains("mekong-hosting.test")),
        "the notice went to somebody else"
    );
    told((
        "notify",
        "the provider got one notice: remove at once, preserve evidence, URLs in a CSV",
    ));
    Ok(())
}

async fn watch(
    net: &SmallNet,
    analyst: &mut Staff,
    case: &str,
    told: &mut dyn FnMut(Step<'_>),
) -> anyhow::Result<()> {
    wait_asked(net, |what| matches!(what, What::Http { .. }))
        .await
        .context("no check was made")?;
    told(("watch", "the place is looked at, and is up"));
    net.take_down(story::AT_HOME).await?;
    told(("watch", "the provider takes the content down"));
    analyst
        .wait_for(case, "gone, by the rule", PATIENCE)
        .await?;
    let only_head = net.asked().iter().all(|asked| match &asked.what {
        What::Http { method, .. } => method == "HEAD",
        _ => true,
    });
    ensure!(
        only_head && net.body_bytes() == 0,
        "something else than HEAD was asked of the place"
    );
    told((
        "watch",
        "gone by the rule, not on one miss; nothing but HEAD was ever asked",
    ));
    Ok(())
}
