#include <filesystem>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "store/schema.hpp"
#include "support/process.hpp"
#include "support/test_database.hpp"

// `tradewind db` as a person types it, on both engines, and what it says to what cannot be.
namespace tw {
namespace {

using support::Finished;
using support::run_process;
using support::TestDatabase;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

Finished run(const std::string& url, std::vector<std::string> words) {
  words.insert(words.begin(), {TW_APP, "db"});
  return run_process(words,
                     {.environment = {"DATABASE_URL=" + url, "TRADEWIND_HOME=/nonexistent"}});
}

/// Checks that a run ended with a code and one line on standard error.
void expect_refused(const Finished& ended, int code, const testing::Matcher<std::string>& line) {
  EXPECT_EQ(ended.exit_code, code) << ended.err;
  EXPECT_THAT(support::lines_of(ended.err), testing::SizeIs(1)) << ended.err;
  EXPECT_THAT(ended.err, line);
}

class DbVerb : public testing::TestWithParam<sql::Engine> {
 protected:
  TestDatabase database{GetParam()};
  support::TempFolder folder;
};

INSTANTIATE_TEST_SUITE_P(Both, DbVerb, testing::Values(sql::Engine::Sqlite, sql::Engine::Postgres),
                         support::EngineName{});

TEST_P(DbVerb, MigratesChecksBacksUpAndRestores) {
  EXPECT_EQ(run(database.url(), {"migrate"}).exit_code, 0);
  const auto status = nlohmann::json::parse(run(database.url(), {"status", "--json"}).out);
  EXPECT_TRUE(status["is_current"].get<bool>());
  EXPECT_EQ(status["engine"], sql::word_of(GetParam()));
  EXPECT_EQ(run(database.url(), {"check"}).exit_code, 0);
  ASSERT_TRUE(database.connect()->execute(
      "INSERT INTO users (id, name, created_at, updated_at) VALUES ('u', 'an,n', 1, 2)"));
  const std::string file = folder / "books.backup";

  ASSERT_EQ(run(database.url(), {"backup", file}).exit_code, 0);
  const std::string other = "sqlite:" + (folder / "other.db");
  const Finished restored = run(other, {"restore", file, "--json", "-"});

  ASSERT_EQ(restored.exit_code, 0) << restored.err;
  EXPECT_EQ(nlohmann::json::parse(restored.out)["tables"]["users"], 1);
  EXPECT_EQ(run(other, {"export", "users"}).out,
            "id,name,password_hash,totp_secret,is_enabled,failed_logins,locked_until,created_at,"
            "updated_at,version\nu,\"an,n\",,,1,0,,1,2,1\n");
  const auto json = nlohmann::json::parse(run(other, {"export", "users", "--json", "-"}).out);
  EXPECT_EQ(json["rows"][0]["name"], "an,n");
  EXPECT_TRUE(json["rows"][0]["locked_until"].is_null());
  expect_refused(run(other, {"restore", file}), 3, HasSubstr("restore into an empty one"));
}

/// Returns the rows of CSV as cells; one without quotes and bytes is null, told by the flag.
std::vector<std::vector<std::pair<std::string, bool>>> cells_of(const std::string& csv) {
  std::vector<std::vector<std::pair<std::string, bool>>> rows(1, {{std::string{}, true}});
  bool is_quoted = false;
  for (std::size_t i = 0; i < csv.size(); ++i) {
    auto& [cell, is_null] = rows.back().back();
    if (is_quoted && csv[i] == '"' && i + 1 < csv.size() && csv[i + 1] == '"') {
      cell += csv[++i];
    } else if (csv[i] == '"') {
      is_quoted = !is_quoted;
      is_null = false;
    } else if (is_quoted || (csv[i] != ',' && csv[i] != '\n')) {
      cell += csv[i];
      is_null = false;
    } else if (csv[i] == ',') {
      rows.back().emplace_back(std::string{}, true);
    } else {
      rows.push_back({{std::string{}, true}});
    }
  }
  rows.pop_back();
  return rows;
}

TEST_P(DbVerb, ExportsEveryTableInBothFormsRowByRow) {
  ASSERT_EQ(run(database.url(), {"migrate"}).exit_code, 0);
  const Finished demo = run_process(
      {TW_APP, "demo", "--data-dir", "tests/data/demo", "--once"},
      {.environment = {"DATABASE_URL=" + database.url(), "TRADEWIND_HOME=" + (folder / "home")}});
  ASSERT_EQ(demo.exit_code, 0) << demo.err;
  const auto db = database.connect();
  const auto added = db->execute(
      "INSERT INTO users (id, name, password_hash, created_at, updated_at) VALUES "
      "('u1', 'a \"quoted\", name', '', -9223372036854775807, 2), ('u2', 'two\nlines', 'é', 1, 2)");
  ASSERT_TRUE(added.has_value()) << added.error().message;
  const auto tables = *store::read_schema(*db);
  ASSERT_GT(tables.size(), 40U);
  std::int64_t rows = 0;
  for (const store::SchemaTable& table : tables) {
    SCOPED_TRACE(table.name);
    const Finished exported = run_process(
        {TW_APP, "db", "export", table.name, "--csv", folder / "csv", "--json", folder / "json"},
        {.environment = {"DATABASE_URL=" + database.url(), "TRADEWIND_HOME=" + (folder / "home")}});
    ASSERT_EQ(exported.exit_code, 0) << exported.err;

    const auto csv = cells_of(support::read_text(folder / "csv"));
    const auto json = nlohmann::json::parse(support::read_text(folder / "json"));
    const auto count = db->one<std::int64_t>("SELECT count(*) FROM " + table.name)->value();

    ASSERT_EQ(csv.size(), json["rows"].size() + 1);
    EXPECT_EQ(json["rows"].size(), static_cast<std::size_t>(count));
    rows += count;
    ASSERT_EQ(csv[0].size(), table.columns.size());
    for (std::size_t i = 0; i + 1 < csv.size(); ++i) {
      for (std::size_t column = 0; column < csv[0].size(); ++column) {
        const auto& value = json["rows"][i][csv[0][column].first];
        const auto& [cell, is_null] = csv[i + 1][column];
        ASSERT_EQ(value.is_null(), is_null) << csv[0][column].first;
        if (value.is_string()) {
          ASSERT_EQ(value.get<std::string>(), cell);
        } else if (value.is_number_float()) {
          ASSERT_EQ(value.get<double>(), std::stod(cell));
        } else if (value.is_number()) {
          ASSERT_EQ(value.dump(), cell);
        }
      }
    }
  }
  EXPECT_GT(rows, 500);
}

TEST_P(DbVerb, PrunesByPolicyAndOnlyLooksWhenAsked) {
  ASSERT_EQ(run(database.url(), {"migrate"}).exit_code, 0);
  ASSERT_TRUE(
      database.connect()->execute("INSERT INTO system_log (id, at, level, module, message) VALUES "
                                  "('x', 1, 'info', 'm', 'old')"));

  const auto looked =
      nlohmann::json::parse(run(database.url(), {"prune", "--dry-run", "--json"}).out);
  EXPECT_TRUE(looked["is_dry_run"].get<bool>());
  EXPECT_EQ(database.connect()->one<std::int64_t>("SELECT count(*) FROM system_log"), 1);
  EXPECT_EQ(run(database.url(), {"prune", "--keep", "system_log=7"}).exit_code, 0);
  EXPECT_EQ(database.connect()->one<std::int64_t>("SELECT count(*) FROM system_log"), 0);
  expect_refused(run(database.url(), {"prune", "--keep", "fills=7"}), 2,
                 HasSubstr("kept for ever"));
  expect_refused(run(database.url(), {"prune", "--keep", "fills"}), 2, HasSubstr("TABLE=DAYS"));
}

TEST_P(DbVerb, RefusesADatabaseThatIsNewerOrSomebodyElsesAndChangesNothing) {
  const auto db = database.connect();
  ASSERT_TRUE(db->script("CREATE TABLE invoices (id BIGINT)"));
  for (const char* word : {"migrate", "check", "status"}) {
    expect_refused(run(database.url(), {word}), 3, HasSubstr("'invoices' of something else"));
  }
  ASSERT_TRUE(db->script("DROP TABLE invoices"));
  ASSERT_EQ(run(database.url(), {"migrate"}).exit_code, 0);
  ASSERT_TRUE(db->script("INSERT INTO tradewind_migrations VALUES ('9999', 'later', '', 1)"));
  for (const char* word : {"migrate", "check", "status"}) {
    expect_refused(run(database.url(), {word}), 3, HasSubstr("newer tradewind"));
  }
}

TEST(DbBadInput, AWrongUrlIsBadUsageAndShowsNoSecret) {
  for (const std::string url :
       {"mysql://ann:hunter2@h/x", "hunter2", "postgresql://a:hunter2@h:x/y"}) {
    expect_refused(run(url, {"migrate"}), 2,
                   AllOf(HasSubstr("the database address"), Not(HasSubstr("hunter2"))));
  }
}

TEST(DbBadInput, AnUnreachableServerIsOneLine) {
  expect_refused(run("postgresql://ann:hunter2@127.0.0.1:1/books", {"migrate"}), 1,
                 AllOf(HasSubstr("127.0.0.1"), Not(HasSubstr("hunter2"))));
}

TEST(DbBadInput, ACorruptFileIsNamedAndUnchanged) {
  const support::TempFolder folder;
  const std::string text = "no database " + std::string(9'000, '#');
  const std::string path = folder.write("bad.db", text);

  for (const char* word : {"migrate", "status", "check"}) {
    expect_refused(run("sqlite:" + path, {word}), 3, HasSubstr(path));
  }
  EXPECT_EQ(support::read_text(path), text);
}

TEST(DbBadInput, APageThatWasOverwrittenIsFoundByTheCheck) {
  const support::TempFolder folder;
  const std::string path = folder / "books.db";
  ASSERT_EQ(run("sqlite:" + path, {"migrate"}).exit_code, 0);
  std::string bytes = support::read_text(path);
  ASSERT_GT(bytes.size(), 40'960u);
  bytes.replace(8 * 4'096, 4'096, std::string(4'096, '\x5A'));
  folder.write("books.db", bytes);

  const Finished checked = run("sqlite:" + path, {"check"});

  EXPECT_EQ(checked.exit_code, 3) << checked.out << checked.err;
}

TEST(DbBadInput, AFileThatIsMissingIsNotMadeByALook) {
  const support::TempFolder folder;
  const std::string path = folder / "none.db";

  for (const char* word : {"status", "check"}) {
    expect_refused(run("sqlite:" + path, {word}), 1, HasSubstr("there is no such file"));
  }
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST(DbBadInput, AServerThatOnlyReadsRefusesToMigrate) {
  const TestDatabase database{sql::Engine::Postgres};
  // search_path is in the address already; what only reads comes with it.
  const std::string url = database.url() + "%20-cdefault_transaction_read_only%3Don";

  expect_refused(run(url, {"migrate"}), 1, HasSubstr("read-only"));

  EXPECT_EQ(database.connect()->one<std::int64_t>(
                "SELECT count(*) FROM pg_class WHERE relnamespace = to_regnamespace("
                "current_schema()::text)"),
            0);
}

TEST(DbBadInput, AReadOnlyFileIsNamed) {
  if (geteuid() == 0) {
    // Root may write everything, so the file system itself is asked: /proc takes no file.
    expect_refused(run("sqlite:/proc/tradewind.db", {"migrate"}), 1,
                   HasSubstr("/proc/tradewind.db"));
    return;
  }
  const support::TempFolder folder;
  const std::string path = folder / "books.db";
  ASSERT_EQ(run("sqlite:" + path, {"migrate"}).exit_code, 0);
  std::filesystem::permissions(path, std::filesystem::perms::owner_read);
  expect_refused(run("sqlite:" + path, {"migrate"}), 1, HasSubstr("read-only"));
}

}  // namespace
}  // namespace tw
