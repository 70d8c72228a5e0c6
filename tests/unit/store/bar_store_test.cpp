#include "store/bar_store.hpp"

#include <gmock/gmock.h>
#include <thread>

#include "small_bars.hpp"
#include "support/temp_folder.hpp"

namespace tw::store {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class BarStoreTest : public testing::Test {
 protected:
  MergeTally put(const std::string& symbol, const BarTable& table,
                 const std::string& source = "csv") {
    const auto tally =
        store_.put({symbol, table.timeframe, source}, CalendarKind::Nyse, table.view({}));
    EXPECT_TRUE(tally.has_value()) << tally.error().message;
    return tally.value_or(MergeTally{});
  }
  StoreError missing(const BarQuery& query) {
    const auto bars = store_.get(query);
    EXPECT_FALSE(bars.has_value());
    return bars ? StoreError{} : bars.error();
  }

  support::TempFolder home_;
  BarStore store_{home_.path()};
};

TEST_F(BarStoreTest, GivesBackWhatWasPut) {
  const BarTable table = daily_bars({{"2013-10-07", 1}, {"2013-10-08", 2}});
  put("AAPL", table);

  const auto bars = store_.get({.symbol = "AAPL"});

  ASSERT_TRUE(bars.has_value()) << bars.error().message;
  EXPECT_EQ(copy_of(bars->series({}).close), table.close);
  EXPECT_EQ(bars->key().source, "csv");
}

TEST_F(BarStoreTest, DoesNothingWhenTheSameBarsComeAgain) {
  const BarTable table = daily_bars({{"2013-10-07", 1}, {"2013-10-08", 2}});
  EXPECT_EQ(put("AAPL", table).added, 2u);
  const std::string path = store_.path_of({"AAPL", kDaily, "csv"});
  const auto written_at = std::filesystem::last_write_time(path);

  EXPECT_EQ(put("AAPL", table).unchanged, 2u);

  EXPECT_EQ(std::filesystem::last_write_time(path), written_at);
}

TEST_F(BarStoreTest, AppendsNewBarsToWhatIsThere) {
  put("AAPL", daily_bars({{"2013-10-07", 1}, {"2013-10-08", 2}}));

  const MergeTally tally = put("AAPL", daily_bars({{"2013-10-08", 3}, {"2013-10-09", 4}}));

  EXPECT_EQ(tally.added, 1u);
  EXPECT_EQ(tally.changed, 1u);
  EXPECT_EQ(store_.get({.symbol = "AAPL"})->size(), 3u);
}

TEST_F(BarStoreTest, RefusesToMixCalendars) {
  const BarTable table = daily_bars({{"2013-10-07", 1}});
  put("AAPL", table);

  const auto tally = store_.put({"AAPL", kDaily, "csv"}, CalendarKind::AlwaysOpen, table.view({}));

  EXPECT_EQ(tally.error().kind, StoreError::Kind::Refused);
  EXPECT_THAT(tally.error().message, HasSubstr("another calendar"));
}

TEST_F(BarStoreTest, PrefersDailyBarsAndAsksBetweenOthers) {
  put("AAPL", minute_bars(3));
  EXPECT_EQ(store_.get({.symbol = "AAPL"})->size(), 3u);

  put("AAPL", daily_bars({{"2013-10-07", 1}}));
  EXPECT_EQ(store_.get({.symbol = "AAPL"})->size(), 1u);
  EXPECT_EQ(store_.get({.symbol = "AAPL", .timeframe = parse_timeframe("1m")})->size(), 3u);

  put("AAPL", daily_bars({{"2013-10-07", 1}}), "vega");
  const StoreError error = missing({.symbol = "AAPL"});
  EXPECT_EQ(error.kind, StoreError::Kind::Ambiguous);
  EXPECT_THAT(error.message, HasSubstr("1d of csv, 1d of vega"));
  EXPECT_EQ(store_.get({.symbol = "AAPL", .source = "vega"})->key().source, "vega");
}

TEST_F(BarStoreTest, NamesTheNearestSymbolForOneThatItDoesNotHave) {
  put("AAPL", daily_bars({{"2013-10-07", 1}}));

  EXPECT_THAT(missing({.symbol = "APPL"}).message, HasSubstr("did you mean 'AAPL'?"));
  EXPECT_THAT(missing({.symbol = "aapl"}).message, HasSubstr("did you mean 'AAPL'?"));
  EXPECT_THAT(missing({.symbol = "QQQ"}).message, HasSubstr("tradewind data import"));
  EXPECT_THAT(missing({.symbol = "AAPL", .timeframe = parse_timeframe("1h")}).message,
              HasSubstr("of timeframe 1h"));
}

TEST_F(BarStoreTest, ListsWhatItHasInOrder) {
  EXPECT_THAT(store_.list(), IsEmpty());
  put("MSFT", daily_bars({{"2013-10-07", 1}}));
  put("AAPL", daily_bars({{"2013-10-07", 1}, {"2013-10-08", 2}}));
  put("AAPL", minute_bars(3));

  const std::vector<StoredBars> list = store_.list();

  ASSERT_THAT(list, SizeIs(3));
  EXPECT_EQ(list[0].key.symbol, "AAPL");
  EXPECT_EQ(list[0].first, "2013-10-07T13:30:00Z");
  EXPECT_EQ(list[1].rows, 2u);
  EXPECT_EQ(list[1].last, "2013-10-08");
  EXPECT_EQ(list[2].key.symbol, "MSFT");
}

TEST_F(BarStoreTest, ListsADamagedFileWithItsFaultAndTheRest) {
  put("AAPL", daily_bars({{"2013-10-07", 1}}));
  put("MSFT", daily_bars({{"2013-10-07", 1}}));
  std::ofstream{store_.path_of({"AAPL", kDaily, "csv"})} << "junk";

  const std::vector<StoredBars> list = store_.list();

  ASSERT_THAT(list, SizeIs(2));
  EXPECT_THAT(list[0].fault, HasSubstr("is not a bar file"));
  EXPECT_EQ(list[1].key.symbol, "MSFT");
}

TEST_F(BarStoreTest, KeepsSymbolsOfAnySpelling) {
  for (const char* symbol : {"BRK/B", "..", ".", "^GSPC", "EUR=X", "a b", "100%", "ÄÖ", "BRK.B"}) {
    put(symbol, daily_bars({{"2013-10-07", 1}}));
    const auto bars = store_.get({.symbol = symbol});
    ASSERT_TRUE(bars.has_value()) << symbol;
    EXPECT_EQ(bars->key().symbol, symbol);
    EXPECT_EQ(text_of_file_name(file_name_of(symbol)), symbol);
  }
  EXPECT_THAT(store_.list(), SizeIs(9));
  EXPECT_EQ(file_name_of("BRK/B"), "BRK%2FB");
  EXPECT_EQ(file_name_of(".."), "%2E.");
}

TEST_F(BarStoreTest, RefusesNamesThatAreEmptyOrTooLong) {
  const BarTable table = daily_bars({{"2013-10-07", 1}});
  const auto put_as = [&](const std::string& symbol, const std::string& source) {
    return store_.put({symbol, kDaily, source}, CalendarKind::Nyse, table.view({}));
  };

  EXPECT_EQ(put_as("", "csv").error().kind, StoreError::Kind::Refused);
  EXPECT_EQ(put_as(std::string(65, 'A'), "csv").error().kind, StoreError::Kind::Refused);
  EXPECT_EQ(put_as("AAPL", "").error().kind, StoreError::Kind::Refused);
}

TEST_F(BarStoreTest, SweepsUpAfterAWriterThatWasKilled) {
  put("AAPL", daily_bars({{"2013-10-07", 1}}));
  const std::string left = store_.path_of({"AAPL", kDaily, "csv"}) + ".part4711";
  std::ofstream{left} << "half of a file";

  put("AAPL", daily_bars({{"2013-10-08", 1}}));

  EXPECT_FALSE(std::filesystem::exists(left));
  EXPECT_THAT(store_.list(), SizeIs(1));
}

TEST_F(BarStoreTest, LosesNothingWhenWritersMeet) {
  std::vector<std::thread> writers;
  for (int writer = 0; writer < 4; ++writer) {
    writers.emplace_back([this, writer] {
      for (int day = 0; day < 5; ++day) {
        const std::string date = "2013-10-" + std::to_string(10 + writer * 5 + day);
        put("AAPL", daily_bars({{date, 5}}));
      }
    });
  }
  for (std::thread& writer : writers) writer.join();

  EXPECT_EQ(store_.get({.symbol = "AAPL"})->size(), 20u);
}

}  // namespace
}  // namespace tw::store
