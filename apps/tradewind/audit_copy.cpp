#include "audit_copy.hpp"

#include <filesystem>
#include <system_error>

#include "database_option.hpp"
#include "report/number_text.hpp"
#include "store/audit_table.hpp"
#include "store/database.hpp"

namespace tw::app {
namespace {

void add_findings(report::JsonWriter& json, const store::AuditComparison& compared) {
  json.member("is_same", compared.is_same());
  json.member("records", compared.records);
  json.member("behind", compared.behind);
  json.key("findings").begin_array();
  for (const formats::AuditFinding& finding : compared.findings) {
    json.begin_object();
    json.member("kind", to_string(finding.kind));
    json.member("first", finding.first);
    json.member("last", finding.last);
    json.member("row", finding.line);
    json.member("text", describe(finding, "row"));
    json.end_object();
  }
  json.end_array();
}

AuditCopyVerdict verdict_of(const store::AuditComparison& compared, const std::string& shown) {
  AuditCopyVerdict verdict;
  verdict.text = "its copy in " + shown + ": " +
                 report::grouped(static_cast<double>(compared.records), 0) + " records";
  if (compared.behind != 0) {
    verdict.text +=
        ", " + report::grouped(static_cast<double>(compared.behind), 0) + " have not come yet";
  }
  verdict.text += compared.is_same() ? ": the same\n" : "\n";
  for (const formats::AuditFinding& finding : compared.findings) {
    verdict.text += "  " + describe(finding, "row") + "\n";
  }
  if (compared.is_same()) return verdict;
  const std::size_t more = compared.findings.size() - 1;
  verdict.failure =
      Failure{ExitCode::BadData,
              "the copy of the audit trail in " + shown +
                  " was tampered with: " + describe(compared.findings.front(), "row") +
                  (more == 0 ? std::string{} : " (and " + std::to_string(more) + " more)") +
                  "; the file is the truth, and `tradewind db rebuild` makes the copy anew"};
  return verdict;
}

AuditCopyVerdict verdict_of(const sql::Error& error) {
  return {.text = "its copy was not looked at\n", .failure = failure_of(error)};
}

}  // namespace

AuditCopyVerdict verify_copy(const store::AuditTrail& trail, const std::string& home,
                             const std::string& flag, report::JsonWriter& json) {
  const sql::Address address = database_address({.database = flag, .home = home});
  std::error_code ignored;
  const bool is_there =
      address.engine() != sql::Engine::Sqlite || std::filesystem::exists(address.path(), ignored);
  // No database yet is no fault; one that had records and is gone is.
  if (!is_there && flag.empty() && !store::has_audit_copy(trail, address)) return {};
  json.key("database").begin_object();
  json.member("address", address.shown());
  const auto db = store::open_database(address, {.access = sql::Access::Read, .create = false});
  const auto compared =
      db ? store::compare_audit(trail, **db, address)
         : std::expected<store::AuditComparison, sql::Error>{std::unexpected{db.error()}};
  if (compared) add_findings(json, *compared);
  json.end_object();
  return compared ? verdict_of(*compared, address.shown()) : verdict_of(compared.error());
}

}  // namespace tw::app
