#include <gtest/gtest.h>

#include "adapters/folder/session.hpp"
#include "core/decimal.hpp"
#include "support/temp_folder.hpp"

namespace tw::adapters::folder {
namespace {

using vendor::Outcome;

constexpr Duration kPatience = Duration::seconds(5);

Timestamp day(std::string_view text) { return parse_date(text)->midnight(); }
vendor::HistoryRequest bars(std::string symbol, std::string_view timeframe) {
  return {.symbol = std::move(symbol),
          .timeframe = *parse_timeframe(timeframe),
          .from = day("2024-01-01"),
          .to = day("2024-12-31")};
}

class FolderOfFiles : public testing::Test {
 protected:
  support::TempFolder folder_;
};

TEST_F(FolderOfFiles, DaysAreReadFromThePlainFileAndMinutesFromTheNamedOne) {
  folder_.write("OWN.csv",
                "Date,Open,High,Low,Close,Adj Close,Volume\n2023-12-29,1,1,1,1,1,1\n"
                "2024-01-02,10,11,9.5,10.5,10.25,100\n2024-01-03,10.5,12,10,11,10.75,200\n"
                "2024-01-04,x,12,10,11,10.75,200\n");
  folder_.write("OWN.5m.csv",
                "time,open,high,low,close,volume\n2024-01-02T14:30:00Z,10,10,10,10,5\n"
                "2024-01-02T14:35:00Z,10,11,10,11,6\n");
  Session vendor{{.base_url = "file://" + folder_.path()}};

  const auto days = vendor.history(bars("OWN", "1d"), kPatience);
  const auto minutes = vendor.history(bars("OWN", "5m"), kPatience);

  ASSERT_TRUE(days.has_value()) << days.error().what;
  ASSERT_EQ(days->rows.size(), 2U);
  EXPECT_EQ(days->rows[0].label, day("2024-01-02"));
  EXPECT_EQ(days->rows[0].low, *parse<Price>("9.5"));
  EXPECT_EQ(days->rows[1].adjusted_close, *parse<Price>("10.75"));
  EXPECT_EQ(days->nulls_skipped, 1U);
  ASSERT_TRUE(minutes.has_value()) << minutes.error().what;
  ASSERT_EQ(minutes->rows.size(), 2U);
  EXPECT_EQ(minutes->rows[1].label, day("2024-01-02") + Duration::minutes(14 * 60 + 35));
}

TEST_F(FolderOfFiles, WhatIsNotThereIsSaidByTheNamesOfTheFiles) {
  folder_.write("OWN.csv",
                "Date,Open,High,Low,Close,Volume\n2024-01-02,1,1,1,1,1\n2024-01-03,1,1,1,1,1\n");
  folder_.write("BAD.csv", "<html>");
  Session vendor{{.base_url = folder_.path()}};

  const auto unknown = vendor.history(bars("TWO", "1d"), kPatience);
  EXPECT_EQ(unknown.error().outcome, Outcome::SymbolNotFound);
  EXPECT_EQ(unknown.error().what, "the folder has neither TWO.1d.csv nor TWO.csv");
  const auto other = vendor.history(bars("OWN", "1h"), kPatience);
  EXPECT_EQ(other.error().outcome, Outcome::NoData);
  EXPECT_EQ(other.error().what, "OWN.csv holds bars of 1d");
  EXPECT_TRUE(vendor.history(bars("BAD", "1d"), kPatience).error().is_malformed);
  auto late = bars("OWN", "1d");
  late.from = day("2024-06-01");
  EXPECT_EQ(vendor.history(late, kPatience).error().outcome, Outcome::NoData);
}

TEST_F(FolderOfFiles, NoSymbolLeadsOutOfTheFolder) {
  Session vendor{{.base_url = folder_.path()}};
  for (const std::string symbol : {"../OWN", "a/b", "", ".hidden", "A B", "..", "A\n"}) {
    EXPECT_EQ(vendor.history(bars(symbol, "1d"), kPatience).error().outcome, Outcome::BadRequest)
        << symbol;
  }
  EXPECT_TRUE(is_file_name("BRK.B"));
  EXPECT_TRUE(is_file_name("^GSPC"));
  EXPECT_TRUE(is_file_name("EURUSD=X"));
}

TEST_F(FolderOfFiles, ASearchListsSymbolsOnceHoweverManyFilesTheyHave) {
  for (const char* name : {"OWN.csv", "OWN.5m.csv", "OWL.1d.csv", "BRK.B.csv", "notes.txt"}) {
    folder_.write(name, "");
  }
  Session vendor{{.base_url = folder_.path()}};

  const auto found = vendor.search("ow", kPatience);
  ASSERT_TRUE(found.has_value());
  ASSERT_EQ(found->size(), 2U);
  EXPECT_EQ((*found)[0].symbol, "OWL");
  EXPECT_EQ((*found)[1].symbol, "OWN");
  EXPECT_EQ(vendor.search("BRK", kPatience)->at(0).symbol, "BRK.B");
}

TEST(FolderWithoutAPath, SaysWhatToSet) {
  Session vendor{{}};
  EXPECT_EQ(vendor.history(bars("OWN", "1d"), kPatience).error().what,
            "csv has no folder: set its url to the folder with your files");
  Session missing{{.base_url = "no/such/folder"}};
  EXPECT_EQ(missing.search("A", kPatience).error().what, "csv's url 'no/such/folder' is no folder");
  EXPECT_EQ(missing.quote("OWN", kPatience).error().what,
            "csv offers no quote; it offers history, search");
}

}  // namespace
}  // namespace tw::adapters::folder
