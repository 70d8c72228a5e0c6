#include <filesystem>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

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

/// Every verb that reads or writes a database, as a person types it.
const std::vector<std::vector<std::string>> kVerbs{{"db", "migrate"},
                                                   {"db", "status"},
                                                   {"db", "check"},
                                                   {"db", "backup", "never.backup"},
                                                   {"db", "export", "fills"},
                                                   {"db", "prune"},
                                                   {"db", "prune", "--keep", "alerts=7"},
                                                   {"db", "rebuild"},
                                                   {"runs", "list"},
                                                   {"runs", "show", "x"},
                                                   {"runs", "label", "x", "y"},
                                                   {"runs", "compare", "x", "y"},
                                                   {"runs", "delete", "x"},
                                                   {"explain", "trade:1", "--run", "x"},
                                                   {"audit", "verify"}};

/// Runs every verb on a database that none may use: each ends with that code in one line.
void expect_all_refuse(const std::string& url, int code,
                       const testing::Matcher<std::string>& line) {
  const support::TempFolder home;
  for (std::vector<std::string> words : kVerbs) {
    SCOPED_TRACE(words[0] + " " + words[1]);
    words.insert(words.begin(), TW_APP);
    // A copy of the audit trail that is not there yet is no fault of the trail.
    if (words[1] == "audit") words.insert(words.end(), {"--database", url});
    const Finished ended = run_process(
        words, {.environment = {"DATABASE_URL=" + url, "TRADEWIND_HOME=" + home.path()}});
    expect_refused(ended, code, line);
  }
  EXPECT_FALSE(std::filesystem::exists("never.backup"));
}

TEST_P(DbVerb, NoVerbTouchesADatabaseThatIsNewerOrSomebodyElses) {
  const auto db = database.connect();
  ASSERT_TRUE(db->script("CREATE TABLE invoices (id BIGINT); INSERT INTO invoices VALUES (7)"));
  expect_all_refuse(database.url(), 3, HasSubstr("'invoices' of something else"));
  EXPECT_EQ(db->one<std::int64_t>("SELECT sum(id) FROM invoices"), 7);
  ASSERT_TRUE(db->script("DROP TABLE invoices"));
  ASSERT_EQ(run(database.url(), {"migrate"}).exit_code, 0);
  ASSERT_TRUE(db->script("INSERT INTO tradewind_migrations VALUES ('9999', 'later', '', 1)"));
  expect_all_refuse(database.url(), 3, HasSubstr("newer tradewind"));
  EXPECT_EQ(db->one<std::int64_t>("SELECT count(*) FROM tradewind_migrations WHERE version = "
                                  "'9999'"),
            1);
}

TEST(DbBadInput, NoVerbGetsPastAServerThatIsNotThereAFileThatIsNoneOrAWrongUrl) {
  expect_all_refuse("postgresql://ann:hunter2@127.0.0.1:1/books", 1,
                    AllOf(HasSubstr("127.0.0.1"), Not(HasSubstr("hunter2"))));
  expect_all_refuse("mysql://ann:hunter2@h/x", 2,
                    AllOf(HasSubstr("the database address"), Not(HasSubstr("hunter2"))));
  const support::TempFolder folder;
  const std::string text = "no database " + std::string(9'000, '#');
  const std::string path = folder.write("bad.db", text);
  expect_all_refuse("sqlite:" + path, 3, HasSubstr(path));
  EXPECT_EQ(support::read_text(path), text);
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
