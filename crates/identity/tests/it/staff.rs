//! Adding staff.

use identity::{Actor, Error, NewStaff, Role, hash_password};
use kernel::{Language, Sensitive};
use store::testing::TestDb;
use store::values;

use crate::{desk, recorded};

async fn add(
    test: &TestDb,
    actor: &Actor,
    sign_in: &str,
    name: &str,
    roles: &[Role],
) -> Result<(), Error> {
    let password = Sensitive::new("six random words of a test".to_owned());
    let new = NewStaff {
        sign_in: sign_in.to_owned(),
        name: name.to_owned(),
        password: hash_password(password, test.desk.entropy()).await?,
        roles: roles.to_vec(),
        language: Language::KHMER,
        trainee: false,
    };
    let mut tx = test.desk.write().await?;
    identity::add(&mut tx, actor, new).await?;
    tx.commit().await?;
    Ok(())
}

store::on_both! {
    async fn staff_are_added_once_and_their_names_are_sealed(test: TestDb) {
        let operator = Actor::operator();
        let roles = [Role::Supervisor, Role::Analyst, Role::Analyst];
        add(&test, &operator, "Dara", "ដារ៉ា", &roles).await.unwrap();
        let again = add(&test, &operator, "dARA ", "word", &[Role::Manager]).await;
        assert!(matches!(again, Err(Error::Taken)));

        let mut tx = test.desk.read().await.unwrap();
        let members = identity::list(&mut tx, &operator).await.unwrap();
        assert_eq!(members.len(), 1);
        assert_eq!(members[0].name.expose(), "ដារ៉ា");
        assert_eq!(members[0].roles, [Role::Analyst, Role::Supervisor]);
        assert_eq!(members[0].language, Language::KHMER);
        let (sealed,): (Vec<u8>,) = tx
            .one("SELECT name AS value FROM identity_staff", values![])
            .await
            .unwrap();
        let plain = "ដារ៉ា".as_bytes();
        assert!(!sealed.windows(plain.len()).any(|part| part == plain));
        assert_eq!(recorded(&test, "identity.add_staff").await, 1);
    }

    async fn a_colleague_s_name_is_read_by_those_who_read_cases(test: TestDb) {
        let desk = desk(&test);
        let id = desk.add("dara", &[Role::Analyst]).await;
        let analyst = Actor::test_staff(id, &[Role::Analyst]);
        let administrator = Actor::test_staff(id, &[Role::Administrator]);
        let mut tx = test.desk.read().await.unwrap();
        let name = identity::name(&mut tx, &analyst, id).await.unwrap();
        assert_eq!(name.unwrap().expose(), "dara");
        let denied = identity::name(&mut tx, &administrator, id).await;
        assert!(matches!(denied, Err(Error::Denied(_))));
    }

    async fn a_manager_ends_a_traineeship_and_nobody_else_does(test: TestDb) {
        let desk = desk(&test);
        let password = Sensitive::new("six random words of a test".to_owned());
        let new = NewStaff {
            sign_in: "sokha".to_owned(),
            name: "Sokha".to_owned(),
            password: hash_password(password, test.desk.entropy()).await.unwrap(),
            roles: vec![Role::Analyst],
            language: Language::ENGLISH,
            trainee: true,
        };
        let mut tx = test.desk.write().await.unwrap();
        let id = identity::add(&mut tx, &Actor::operator(), new).await.unwrap();
        tx.commit().await.unwrap();
        let manager = desk.sign_in(&[Role::Manager]).await;
        let list = manager.get("/trainees").await;
        assert!(list.body.contains("Sokha"), "{}", list.body);
        let end = format!("/trainees/{id}/end");
        for role in [Role::Analyst, Role::Supervisor, Role::Administrator] {
            let other = desk.sign_in(&[role]).await;
            assert_eq!(other.get("/trainees").await.status, 403);
            assert_eq!(other.post(&end, &[]).await.status, 403);
        }
        let trainee = async || {
            let mut tx = test.desk.read().await.unwrap();
            identity::is_trainee(&mut tx, manager.actor(), id).await.unwrap()
        };
        assert!(trainee().await);
        for _ in 0..2 {
            assert_eq!(manager.post(&end, &[]).await.location(), "/trainees");
        }
        assert!(!trainee().await);
        assert_eq!(recorded(&test, "identity.end_traineeship").await, 1);
        assert!(!manager.get("/trainees").await.body.contains("Sokha"));
        let nobody = format!("/trainees/{}/end", test_id(&test));
        assert_eq!(manager.post(&nobody, &[]).await.status, 404);
    }

    async fn a_traineeship_is_ended_by_a_call_too(test: TestDb) {
        let desk = desk(&test);
        let id = desk.add("sokha", &[Role::Analyst]).await;
        let mut tx = test.desk.write().await.unwrap();
        tx.execute("UPDATE identity_staff SET trainee = TRUE WHERE id = $1", store::values![id]).await.unwrap();
        tx.commit().await.unwrap();
        let (_, manager) = desk.program_of(&[Role::Manager]).await;
        let listed = manager.get("/api/v1/trainees").await.json();
        assert_eq!((&listed["trainees"][0]["staff"], &listed["trainees"][0]["name"]), (&serde_json::json!(id), &serde_json::json!("sokha")));
        let end = format!("/api/v1/trainees/{id}/end");
        for role in [Role::Analyst, Role::Supervisor, Role::Administrator, Role::WelfareLead] {
            let (_, other) = desk.program_of(&[role]).await;
            assert_eq!(other.get("/api/v1/trainees").await.status, 403);
            assert_eq!(other.post(&end, "").await.status, 403);
        }
        for _ in 0..2 {
            let ended = manager.post(&end, "").await;
            assert_eq!((ended.status.as_u16(), ended.json()), (200, serde_json::json!({ "staff": id })));
        }
        assert_eq!(recorded(&test, "identity.end_traineeship").await, 1);
        assert_eq!(manager.get("/api/v1/trainees").await.json(), serde_json::json!({ "trainees": [] }));
        let nobody = format!("/api/v1/trainees/{}/end", test_id(&test));
        assert_eq!(manager.post(&nobody, "").await.status, 404);
    }

    async fn what_cannot_be_added_is_refused(test: TestDb) {
        let operator = Actor::operator();
        let analyst = Actor::test_staff(test_id(&test), &[Role::Analyst]);
        let roles = &[Role::Analyst][..];
        for (actor, sign_in, name, roles, expected) in [
            (&analyst, "dara", "Dara", roles, "analyst"),
            (&operator, "  ", "Dara", roles, "SignInName"),
            (&operator, "da\nra", "Dara", roles, "SignInName"),
            (&operator, &"a".repeat(65), "Dara", roles, "SignInName"),
            (&operator, "dara", "", roles, "Name"),
            (&operator, "dara", "Da\0ra", roles, "Name"),
            (&operator, "dara", "Dara", &[], "NoRole"),
            (&operator, "dara", "Dara", &[Role::WelfareLead, Role::Analyst, Role::Manager], "RolesApart"),
        ] {
            let refused = add(&test, actor, sign_in, name, roles).await.unwrap_err();
            let refused = match refused {
                Error::Denied(_) => "analyst",
                Error::SignInName => "SignInName",
                Error::Name => "Name",
                Error::NoRole => "NoRole",
                Error::RolesApart => "RolesApart",
                other => panic!("{other}"),
            };
            assert_eq!(refused, expected, "{sign_in:?} {name:?}");
        }
        assert_eq!(recorded(&test, "identity.add_staff").await, 0);
    }
}

fn test_id(test: &TestDb) -> kernel::Id<identity::Staff> {
    kernel::Id::random(test.desk.entropy())
}
