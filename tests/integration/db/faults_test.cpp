#include <cstdint>
#include <filesystem>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <vector>

#include "support/process.hpp"
#include "support/read_only_folder.hpp"
#include "support/test_database.hpp"

// Every verb that touches a database or a home, on each of them that cannot be used, or only read:
// one clear line, the code that its help names, and nothing changed.
namespace tw {
namespace {

using support::Finished;
using support::TestDatabase;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

namespace fs = std::filesystem;

/// What a verb does with what it finds.
enum class Does : std::uint8_t {
  Looks,   ///< It only reads: what may only be read is enough.
  Writes,  ///< It is refused.
  Keeps,   ///< Its answer is worth something without: it warns that nothing was kept.
};

/// Which of the two a verb writes to.
enum class To : std::uint8_t { Database, Home, Both };

struct Verb {
  std::vector<std::string> words;  ///< Those in capitals stand for what a home has.
  Does does = Does::Looks;
  To to = To::Database;
};

const std::vector<Verb> kVerbs{
    {{"db", "migrate"}, Does::Writes},
    {{"db", "status"}, Does::Looks},
    {{"db", "check"}, Does::Looks},
    // What leaves the database has to be on record first.
    {{"db", "backup", "FILE"}, Does::Writes, To::Home},
    {{"db", "export", "fills"}, Does::Writes, To::Home},
    {{"db", "prune", "--dry-run"}, Does::Looks},
    {{"db", "prune"}, Does::Writes, To::Both},
    {{"db", "prune", "--keep", "alerts=7"}, Does::Writes, To::Both},
    {{"db", "rebuild"}, Does::Writes, To::Both},
    {{"runs", "list"}, Does::Looks},
    {{"runs", "show", "RUN"}, Does::Looks},
    {{"runs", "compare", "RUN", "RUN"}, Does::Looks},
    {{"runs", "label", "RUN", "words"}, Does::Writes},
    {{"runs", "delete", "RUN"}, Does::Writes, To::Both},
    {{"explain", "trade:1", "--run", "RUN"}, Does::Looks},
    {{"audit", "verify"}, Does::Looks},
};

/// Those whose answer, or whose work, needs no database; what they do to a home is another matter.
const std::vector<Verb> kOfHomes{
    {{"backtest", "--symbols", "SPX", "--strategy", "sma_cross", "--quiet"}, Does::Keeps},
    {{"sweep", "--symbols", "SPX", "--strategy", "sma_cross", "--param", "fast=5:10:5", "--quiet"},
     Does::Keeps},
    {{"demo", "--data-dir", "tests/data/demo", "--once"}, Does::Writes},
    {{"audit", "show", "--limit", "1"}, Does::Looks},
    {{"audit", "prune", "--before", "2200-01-01"}, Does::Writes},
    {{"audit", "head"}, Does::Looks},
    {{"audit", "key", "HOME/key"}, Does::Writes},
    {{"db", "restore", "BACKUP"}, Does::Writes},
    {{"db", "restore", "BACKUP", "--database", "sqlite:HOME/new.db"}, Does::Writes},
    {{"journal", "list"}, Does::Looks},
    {{"journal", "verify", "SESSION"}, Does::Looks},
    {{"journal", "compact", "SESSION"}, Does::Writes},
    {{"replay", "SESSION"}, Does::Looks},
    {{"explain", "trade:1", "--session", "SESSION"}, Does::Looks},
};

Finished tradewind(std::vector<std::string> words, const std::string& home,
                   const std::string& url) {
  words.insert(words.begin(), TW_APP);
  return support::run_process(words,
                              {.environment = {"DATABASE_URL=" + url, "TRADEWIND_HOME=" + home}});
}

/// Checks that a run ended with a code and one line on standard error.
void expect_refused(const Finished& ended, int code, const testing::Matcher<std::string>& line) {
  EXPECT_EQ(ended.exit_code, code) << ended.out << ended.err;
  EXPECT_THAT(support::lines_of(ended.err), testing::SizeIs(1)) << ended.err;
  EXPECT_THAT(ended.err, line);
}

/// Runs every verb on a database that none may use: each ends with that code in one line.
void expect_all_refuse(const std::string& url, int code,
                       const testing::Matcher<std::string>& line) {
  const support::TempFolder home;
  const std::string file = home / "never.backup";
  for (const Verb& verb : kVerbs) {
    std::vector<std::string> words = verb.words;
    SCOPED_TRACE(words[0] + " " + words[1]);
    if (words.back() == "FILE") words.back() = file;
    // A copy of the audit trail that is not there yet is no fault of the trail.
    if (words[0] == "audit") words.insert(words.end(), {"--database", url});
    expect_refused(tradewind(words, home.path(), url), code, line);
  }
  EXPECT_FALSE(fs::exists(file));
}

/// Returns every file below a folder with its bytes.
std::map<std::string, std::string> contents(const std::string& folder) {
  std::map<std::string, std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator{folder}) {
    if (!entry.is_regular_file()) continue;
    files[fs::relative(entry.path(), folder).string()] = support::read_text(entry.path().string());
  }
  return files;
}

/// What the database has of what a person made.
std::string rows_of(const TestDatabase& database) {
  const auto db = database.connect();
  std::string rows;
  for (const std::string table :
       {"backtests", "sweeps", "strategy_runs", "fills", "audit_log", "retention_policies"}) {
    rows += table + " " + std::to_string(**db->one<std::int64_t>("SELECT count(*) FROM " + table)) +
            "\n";
  }
  return rows;
}

/// A home with a paper session and a backtest, kept in its own database or in a given one.
class Home {
 public:
  explicit Home(const std::string& url = {}) {
    const Finished demo =
        tradewind({"demo", "--data-dir", "tests/data/demo", "--json", "-"}, path(), url);
    if (demo.exit_code != 0) throw std::runtime_error{demo.err};
    session_ = fs::path{nlohmann::json::parse(demo.out)["paper"]["journal"].get<std::string>()}
                   .filename()
                   .string();
    const Finished list = tradewind({"runs", "list", "--kind", "backtest", "--json"}, path(), url);
    run_ = nlohmann::json::parse(list.out)["runs"][0]["id"];
    const Finished backup = tradewind({"db", "backup", beside("books.backup")}, path(), url);
    if (backup.exit_code != 0) throw std::runtime_error{backup.err};
  }
  std::string path() const { return folder_ / "home"; }
  std::string beside(const std::string& name) const { return folder_ / name; }

  /// Runs a verb on what the home has, at another place of it, or on another view of the database.
  Finished run(const Verb& verb, const std::string& home, const std::string& url = {}) const {
    std::vector<std::string> words = verb.words;
    for (std::string& word : words) {
      if (word == "RUN") word = run_;
      if (word == "SESSION") word = session_;
      if (word == "FILE") word = beside("never.backup");
      if (word == "BACKUP") word = beside("books.backup");
      if (const std::size_t at = word.find("HOME/"); at != word.npos) word.replace(at, 4, home);
    }
    return tradewind(words, home, url);
  }

 private:
  support::TempFolder folder_;
  std::string session_;
  std::string run_;
};

void expect_as(Does does, const Finished& ended) {
  switch (does) {
    case Does::Looks:
      EXPECT_EQ(ended.exit_code, 0) << ended.err;
      EXPECT_THAT(ended.err, testing::IsEmpty());
      return;
    case Does::Writes:
      return expect_refused(ended, 1, HasSubstr("ead-only"));
    case Does::Keeps:
      return expect_refused(ended, 0, AllOf(HasSubstr("is not kept"), HasSubstr("read-only")));
  }
}

TEST(ReadOnlyHome, IsLookedAtAndNeverWrittenByAnyVerb) {
  const Home home;
  const support::ReadOnlyFolder only_read{home.path(), home.beside("read-only")};
  const auto before = contents(only_read.path());

  for (const std::vector<Verb>& verbs : {kVerbs, kOfHomes}) {
    for (const Verb& verb : verbs) {
      SCOPED_TRACE(testing::PrintToString(verb.words));
      expect_as(verb.does, home.run(verb, only_read.path()));
    }
  }

  EXPECT_TRUE(contents(only_read.path()) == before);
  EXPECT_FALSE(fs::exists(home.beside("never.backup")));
}

TEST(ReadOnlyHome, WithANewHomeInItSaysWhichFolderCannotBeMade) {
  const support::TempFolder folder;
  fs::create_directories(folder / "empty");
  const support::ReadOnlyFolder only_read{folder / "empty", folder / "read-only"};

  for (const std::vector<std::string>& words :
       std::vector<std::vector<std::string>>{{"db", "migrate"},
                                             {"runs", "list"},
                                             {"demo", "--data-dir", "tests/data/demo", "--once"}}) {
    SCOPED_TRACE(testing::PrintToString(words));
    expect_refused(tradewind(words, only_read.path() + "/home", {}), 1,
                   AllOf(HasSubstr(only_read.path()), HasSubstr("read-only")));
  }
}

TEST(ReadOnlyHome, WhoseNewestRowsAreInALogThatCannotBeSharedSaysSo) {
  const Home home;
  const support::ReadOnlyFolder only_read = [&] {
    const std::string copy = home.beside("copy");
    const auto db = *sql::Connection::open(sql::Address::sqlite(home.path() + "/tradewind.db"));
    EXPECT_TRUE(db->execute("UPDATE retention_policies SET version = version + 1"));
    // With the log, while it is open, and without what its readers share.
    fs::copy(home.path(), copy, fs::copy_options::recursive);
    fs::remove(copy + "/tradewind.db-shm");
    return support::ReadOnlyFolder{copy, home.beside("read-only")};
  }();

  expect_refused(home.run({{"runs", "list"}}, only_read.path()), 1, HasSubstr("tradewind.db-wal"));
}

TEST(ReadOnlyServer, IsLookedAtAndNeverWrittenByAnyVerb) {
  const TestDatabase database{sql::Engine::Postgres};
  ASSERT_EQ(tradewind({"db", "migrate"}, support::TempFolder{}.path(), database.url()).exit_code,
            0);
  const Home home{database.url()};
  const std::string before = rows_of(database);
  // search_path is in the address already; what only reads comes with it.
  const std::string url = database.url() + "%20-cdefault_transaction_read_only%3Don";

  for (const Verb& verb : kVerbs) {
    SCOPED_TRACE(testing::PrintToString(verb.words));
    const Finished ended = home.run(verb, home.path(), url);
    if (verb.to != To::Home) {
      expect_as(verb.does, ended);
      continue;
    }
    // What it did is on record in the home, whose copy in the database has to wait.
    expect_refused(ended, 0,
                   AllOf(HasSubstr("has not the newest records"), HasSubstr("read-only")));
  }
  expect_as(Does::Keeps, home.run(kOfHomes[0], home.path(), url));
  expect_as(Does::Keeps, home.run(kOfHomes[1], home.path(), url));
  EXPECT_EQ(rows_of(database), before);
}

TEST(ReadOnlyServer, ARoleWithoutRightsChangesNothing) {
  const TestDatabase database{sql::Engine::Postgres};
  ASSERT_EQ(tradewind({"db", "migrate"}, support::TempFolder{}.path(), database.url()).exit_code,
            0);
  const Home home{database.url()};
  const auto owner = database.connect();
  const std::string schema = owner->one<std::string>("SELECT current_schema()::text")->value();
  ASSERT_TRUE(owner->script("CREATE ROLE onlooker LOGIN PASSWORD 'looks'; GRANT USAGE ON SCHEMA " +
                            schema + " TO onlooker; GRANT SELECT ON ALL TABLES IN SCHEMA " +
                            schema + " TO onlooker"));
  const std::string before = rows_of(database);
  const std::string url = TestDatabase::server().url("postgres", "onlooker", "looks") +
                          "?options=-csearch_path%3D" + schema;

  for (const Verb& verb : kVerbs) {
    SCOPED_TRACE(testing::PrintToString(verb.words));
    const Finished ended = home.run(verb, home.path(), url);
    const bool is_refused = verb.does == Does::Writes && verb.to != To::Home &&
                            verb.words[1] != "migrate";  // There is nothing to do for it.
    EXPECT_EQ(ended.exit_code, is_refused ? 1 : 0) << ended.err;
    EXPECT_TRUE(!is_refused || ended.err.find("permission denied") != std::string::npos)
        << ended.err;
  }
  EXPECT_EQ(rows_of(database), before);
}

class UnusableDatabase : public testing::TestWithParam<sql::Engine> {
 protected:
  TestDatabase database{GetParam()};
};

INSTANTIATE_TEST_SUITE_P(Both, UnusableDatabase,
                         testing::Values(sql::Engine::Sqlite, sql::Engine::Postgres),
                         support::EngineName{});

TEST_P(UnusableDatabase, ThatIsNewerOrSomebodyElsesIsTouchedByNoVerb) {
  const auto db = database.connect();
  ASSERT_TRUE(db->script("CREATE TABLE invoices (id BIGINT); INSERT INTO invoices VALUES (7)"));
  expect_all_refuse(database.url(), 3, HasSubstr("'invoices' of something else"));
  EXPECT_EQ(db->one<std::int64_t>("SELECT sum(id) FROM invoices"), 7);
  ASSERT_TRUE(db->script("DROP TABLE invoices"));
  ASSERT_EQ(tradewind({"db", "migrate"}, support::TempFolder{}.path(), database.url()).exit_code,
            0);
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

}  // namespace
}  // namespace tw
