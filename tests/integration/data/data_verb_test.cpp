#include <filesystem>
#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "support/process.hpp"
#include "support/temp_folder.hpp"
#include "workloads/w1_bars.hpp"

namespace tw {
namespace {

using nlohmann::json;
using support::Finished;
using ::testing::HasSubstr;
using ::testing::SizeIs;

constexpr const char* kHeader = "Date,Open,High,Low,Close,Adj Close,Volume\n";

/// A home of its own for every case, and a folder for its files.
class DataVerb : public testing::Test {
 protected:
  Finished data(const std::string& words) const {
    return support::run_command("TRADEWIND_HOME='" + home() + "' " + TW_APP + " data " + words);
  }
  json data_json(const std::string& words) const {
    const Finished done = data(words + " --json -");
    EXPECT_EQ(done.exit_code, 0) << done.err;
    return json::parse(done.out);
  }
  std::string home() const { return folder_ / "home"; }
  std::string two_days() const {
    return folder_.write("AAPL.csv", std::string{kHeader} +
                                         "2013-10-07,10.5,12,9,11,5.5,100\n"
                                         "2013-10-08,11,13,10,12,6,200\n");
  }

  support::TempFolder folder_;
};

TEST_F(DataVerb, ImportsAFileAndGivesItBack) {
  const json imported = data_json("import " + two_days());
  EXPECT_EQ(imported["imported"][0]["symbol"], "AAPL");
  EXPECT_EQ(imported["imported"][0]["bars_added"], 2);

  EXPECT_EQ(data("show AAPL --csv -").out,
            "date,open,high,low,close,adj_close,volume\n"
            "2013-10-07,10.5,12,9,11,5.5,100\n"
            "2013-10-08,11,13,10,12,6,200\n");
  EXPECT_EQ(data("show AAPL --from 2013-10-08 --csv").out,
            "date,open,high,low,close,adj_close,volume\n2013-10-08,11,13,10,12,6,200\n");
  const json shown = data_json("show AAPL --head 1");
  EXPECT_EQ(shown["rows"], 2);
  ASSERT_THAT(shown["bars"], SizeIs(1));
  EXPECT_EQ(shown["bars"][0]["at"], "2013-10-07");
  EXPECT_EQ(shown["bars"][0]["open"], 10.5);
}

TEST_F(DataVerb, KnowsWhatItImportedBefore) {
  data("import " + two_days());

  const json again = data_json("import " + two_days());

  EXPECT_EQ(again["imported"][0]["bars_added"], 0);
  EXPECT_EQ(again["imported"][0]["bars_unchanged"], 2);
}

TEST_F(DataVerb, SetsBadRowsAsideInASidecarAndSaysSo) {
  const std::string file = folder_.write("BAD.csv", std::string{kHeader} +
                                                        "2013-10-07,10,12,9,11,,1\n"
                                                        "2013-10-07,10,12,9,11,,1\n"
                                                        "2013-10-08,null,null,null,null,null,null\n"
                                                        "2013-10-09,10,8,9,11,,1\n"
                                                        "2013-10-10,10,12,-9,11,,1\n"
                                                        "2013-10-04,10,12,9,11,,1\n"
                                                        "2013-10-11,99999999999,12,9,11,,1\n"
                                                        "2013-10-14,10,12,9,11,,1\n");

  const json done = data_json("import " + file)["imported"][0];

  EXPECT_EQ(done["rows_read"], 8);
  EXPECT_EQ(done["rows_kept"], 2);
  EXPECT_EQ(done["rows_quarantined"], 6);
  for (const char* reason : {"duplicate", "missing_field", "high_below_low", "non_positive_price",
                             "out_of_order", "overflow"}) {
    EXPECT_EQ(done["quarantine"][reason], 1) << reason;
  }
  const std::string sidecar = support::read_text(done["quarantine_file"]);
  EXPECT_THAT(sidecar, HasSubstr("line,reason,column,text\n3,duplicate,\"Date\","));
  EXPECT_THAT(sidecar, HasSubstr("\n4,missing_field,\"Open\",\"2013-10-08,null,null"));
  EXPECT_THAT(data("import " + file).out, HasSubstr("6 of 8 rows set aside"));
}

TEST_F(DataVerb, ListsWhatItHas) {
  EXPECT_THAT(data("list").out, HasSubstr("no bars"));
  data("import " + two_days() + " --source vendor");

  const json list = data_json("list");

  EXPECT_EQ(list["home"], home());
  ASSERT_THAT(list["bars"], SizeIs(1));
  EXPECT_EQ(list["bars"][0]["source"], "vendor");
  EXPECT_EQ(list["bars"][0]["first"], "2013-10-07");
  EXPECT_EQ(list["bars"][0]["rows"], 2);
  EXPECT_THAT(data("list").out, HasSubstr("AAPL"));
}

TEST_F(DataVerb, ChecksBarsOfTheStoreAndOfAFile) {
  const std::string file = two_days();
  data("import " + file);

  EXPECT_EQ(data_json("check AAPL")["bars"], 2);
  EXPECT_EQ(data_json("check --data " + file)["sessions_missing"], 0);
  EXPECT_THAT(data("check AAPL").out, HasSubstr("nothing to remark"));
  EXPECT_EQ(data("check").exit_code, 2);
  EXPECT_EQ(data("check AAPL --data " + file).exit_code, 2);
}

TEST_F(DataVerb, WhatACheckFindsIsInTheDatabaseAsItIsInItsJson) {
  std::string rows{kHeader};
  const auto day = [&](const char* date, int close, int volume) {
    const std::string at = std::to_string(close);
    rows += std::string{date} + "," + at + "," + std::to_string(close + 1) + "," +
            std::to_string(close - 1) + "," + at + "," + at + "," + std::to_string(volume) + "\n";
  };
  day("2013-10-02", 101, 10);
  day("2013-10-03", 100, 10);
  day("2013-10-04", 101, 10);
  day("2013-10-07", 100, 10);
  day("2013-10-08", 101, 0);
  day("2013-10-09", 160, 10);
  day("2013-10-10", 161, 10);
  day("2013-10-11", 40, 10);
  ASSERT_EQ(
      support::run_command("TRADEWIND_HOME='" + home() + "' " + TW_APP + " db migrate").exit_code,
      0);
  ASSERT_EQ(data("import " + folder_.write("ACME.csv", rows)).exit_code, 0);

  const json checked = data_json("check ACME");

  const std::string table = support::run_command("TRADEWIND_HOME='" + home() + "' " + TW_APP +
                                                 " db export data_findings --csv -")
                                .out;
  ASSERT_THAT(checked["findings"], SizeIs(3)) << checked;
  struct Found {
    const char* issue;
    const char* at;
    double value;
    double limit;
  };
  for (const Found& found : {Found{"zero_volume", "2013-10-08", 0.0, 0.0},
                             Found{"jump", "2013-10-09", 160.0 / 101.0 - 1.0, 0.0},
                             Found{"split-like", "2013-10-11", 161.0 / 40.0, 4.0}}) {
    json told;
    for (const json& each : checked["findings"]) {
      if (each["issue"] == found.issue) told = each;
    }
    ASSERT_TRUE(told.is_object()) << found.issue << checked;
    EXPECT_EQ(told["at"], found.at);
    if (found.value > 0.0) {
      EXPECT_NEAR(told["value"].get<double>(), found.value, 1e-12) << found.issue;
      EXPECT_GT(told["limit"].get<double>(), 0.0);
    } else {
      EXPECT_EQ(told["value"], nullptr);
    }
    if (found.limit > 0.0) {
      EXPECT_EQ(told["limit"], found.limit);
    }
    const std::string id = "ACME/1d/csv/" + std::string{found.at} + "/" + found.issue;
    ASSERT_THAT(table, HasSubstr(id)) << table;
    const std::string row = table.substr(table.find(id), table.find('\n', table.find(id)));
    EXPECT_THAT(row, HasSubstr(told["message"].get<std::string>()));
    if (found.value > 0.0) {
      EXPECT_THAT(row, HasSubstr("value\"\":" + told["value"].dump()));
      EXPECT_THAT(row, HasSubstr("limit\"\":" + told["limit"].dump()));
    }
  }
}

TEST_F(DataVerb, TakesTheHomeFromTheFlagFirst) {
  const std::string other = folder_ / "other";

  data("import " + two_days() + " --home '" + other + "'");

  EXPECT_TRUE(std::filesystem::exists(other + "/bars/AAPL/1d.csv.bars"));
  EXPECT_FALSE(std::filesystem::exists(home()));
}

/// What must come of words that cannot be followed: one line and a documented code.
struct Refusal {
  std::string words;
  int exit_code;
  std::string line;
};

TEST_F(DataVerb, RefusesInOneLineThatNamesTheThingAndTheRemedy) {
  data("import " + two_days());
  const std::string empty = folder_.write("empty.csv", "");
  const std::string junk = folder_.write("junk.csv", std::string{"\x7F"
                                                                 "ELF\0\0\1",
                                                                 7});
  const std::string ambiguous =
      folder_.write("order.csv", "date,close\n03/04/2013,1\n03/05/2013,1\n");
  const std::string no_header = folder_.write("bare.csv", "2013-10-07,1,2,3,4\n");
  const std::vector<Refusal> refusals{
      {"import nowhere.csv", 3, "there is no such file; check the path"},
      {"import " + empty, 3, "is empty: it needs a header line"},
      {"import .", 3, "it is a directory"},
      {"import " + junk, 3, "is not text"},
      {"import " + ambiguous, 3, "--date-order mdy or dmy"},
      {"import " + no_header, 3, "has no header line"},
      {"import " + two_days() + " --timeframe 7x", 2, "--timeframe is '7x'"},
      {"import " + two_days() + " --calendar lunar", 2, "--calendar is 'lunar'"},
      {"import " + two_days() + " " + empty + " --symbol X", 2, "import them one by one"},
      {"import " + two_days() + " --zoen UTC", 2, "did you mean '--zone'?"},
      {"import", 2, "tradewind data import --help"},
      {"imprt", 2, "did you mean 'import'?"},
      {"show APPL", 3, "did you mean 'AAPL'?"},
      {"show AAPL --from 2020-01-01 --to 2019-01-01", 2, "exchange them"},
      {"show AAPL --from yesterday", 2, "--from is 'yesterday'"},
      {"show AAPL --from 2020-01-01", 3, "it holds 2013-10-07 to 2013-10-08"},
      {"show AAPL --json - --csv -", 2, "cannot both be standard output"},
      {"list --json no/such/folder/x.json", 1, "cannot write 'no/such/folder/x.json'"},
  };

  for (const Refusal& refusal : refusals) {
    const Finished done = data(refusal.words);
    EXPECT_EQ(done.exit_code, refusal.exit_code) << refusal.words << '\n' << done.err;
    EXPECT_THAT(done.err, HasSubstr(refusal.line)) << refusal.words;
    EXPECT_EQ(std::ranges::count(done.err, '\n'), 1) << refusal.words << '\n' << done.err;
    EXPECT_EQ(done.out, "") << refusal.words;
  }
  EXPECT_THAT(data_json("list")["bars"], SizeIs(1));
}

TEST_F(DataVerb, ImportsTheOtherFilesWhenOneCannotBeUsed) {
  const std::string empty = folder_.write("empty.csv", "");

  const Finished done = data("import " + empty + " " + two_days() + " nowhere.csv --json -");

  EXPECT_EQ(done.exit_code, 3);
  const json both = json::parse(done.out);
  EXPECT_THAT(both["imported"], SizeIs(1));
  EXPECT_THAT(both["failed"], SizeIs(2));
  EXPECT_EQ(std::ranges::count(done.err, '\n'),
            2 + 2);  // Two refusals, and what came of the third.
}

TEST_F(DataVerb, SaysThatTheHomeCannotBeWritten) {
  const std::string file = two_days();

  const Finished done = data("import " + file + " --home '" + file + "'");

  EXPECT_EQ(done.exit_code, 1);
  EXPECT_THAT(done.err, HasSubstr("cannot create"));
}

TEST_F(DataVerb, LeavesAValidStoreWhenItIsKilledAtAnyMoment) {
  const BarTable bars = workloads::w1();
  const std::string file =
      folder_.write("W.csv", workloads::to_csv(bars.view({}).slice(0, 200'000)));
  data("import " + two_days() + " --symbol W");
  const std::string kill = "TRADEWIND_HOME='" + home() + "' timeout -s KILL ";

  for (const char* seconds : {"0.005", "0.02", "0.04", "0.06", "0.08", "0.1", "0.13", "0.16"}) {
    support::run_command(kill + seconds + " " + TW_APP + " data import " + file);
    const json list = data_json("list");
    EXPECT_THAT(list["damaged"], SizeIs(0)) << seconds;
    for (const json& stored : list["bars"]) {
      EXPECT_EQ(stored["rows"], stored["timeframe"] == "1d" ? 2 : 200'000) << seconds;
    }
  }

  const json done = data_json("import " + file)["imported"][0];
  EXPECT_EQ(done["bars_added"].get<int>() + done["bars_unchanged"].get<int>(), 200'000);
  const std::filesystem::recursive_directory_iterator files{home()};
  EXPECT_FALSE(std::ranges::any_of(files, [](const auto& entry) {
    return entry.path().string().find(".part") != std::string::npos;
  }));
}

}  // namespace
}  // namespace tw
