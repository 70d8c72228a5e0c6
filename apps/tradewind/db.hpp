#pragma once

#include <string>
#include <vector>

#include "database_option.hpp"
#include "formats/audit_record.hpp"

namespace tw::app {

/// What the words below `db` are given.
struct DbFlags {
  DatabaseFlags where;
  std::string file;   ///< Of a backup.
  std::string table;  ///< Of an export.
  std::string csv;
  std::vector<std::string> keep;      ///< Of a policy: "system_log=30".
  std::vector<std::string> sessions;  ///< Of a rebuild: names or folders; all without.
  bool is_dry_run = false;
  std::string json;

  bool is_json_on_stdout() const { return json == "-"; }
};

/// Puts on record, before it happens, what a person does to a database: `action` on `address`.
/// Errors: throws Failure: what cannot be put on record must not go on.
void note_on(const DbFlags& flags, const sql::Address& address, formats::AuditKind kind,
             std::string action, std::string detail);

/// Makes the audit trail's copy in `db` anew from the file, if `db` is the home's own database.
/// Errors: throws Failure.
void renew_audit_copy(const DbFlags& flags, const sql::Address& address, sql::Connection& db);

// One word below `db` each; they throw Failure.
void db_migrate(const DbFlags& flags);
void db_status(const DbFlags& flags);
void db_check(const DbFlags& flags);
void db_backup(const DbFlags& flags);
void db_restore(const DbFlags& flags);
void db_export(const DbFlags& flags);
void db_prune(const DbFlags& flags);
void db_rebuild(const DbFlags& flags);

}  // namespace tw::app
