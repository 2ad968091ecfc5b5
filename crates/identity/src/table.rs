//! Roles × actions as a text, for those who do not read code.

use std::fmt::Write;

use crate::actor::{job_may, operator_may, partner_may, recipient_may, reporter_may};
use crate::{Action, Role, role_may};

/// Who may do what, a line for each action: the roles of the staff, then jobs, the command line,
/// whoever stands before the letterbox, the programs of partners, and those of whom letters went to.
pub fn table() -> String {
    let mut text = format!("{:<32}", "");
    let kinds = ["job", "operator", "reporter", "partner", "recipient"];
    for name in Role::ALL.map(Role::name).into_iter().chain(kinds) {
        let _ = write!(text, " {name:^13}");
    }
    for action in Action::ALL {
        let _ = write!(text, "\n{:<32}", action.name());
        let roles = Role::ALL.map(|role| role_may(role, *action));
        let others = [
            job_may(*action),
            operator_may(*action),
            reporter_may(*action),
            partner_may(*action),
            recipient_may(*action),
        ];
        for may in roles.into_iter().chain(others) {
            let _ = write!(text, " {:^13}", if may { "yes" } else { "-" });
        }
    }
    text.lines().fold(String::new(), |mut lines, line| {
        let _ = writeln!(lines, "{}", line.trim_end());
        lines
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_may_do_what() {
        insta::assert_snapshot!(table());
    }
}
