#include "formats/universe_csv.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tw::formats {
namespace {

using testing::ElementsAre;

std::vector<std::string> errors_of(std::string_view rows) {
  const auto universe = parse_universe("symbol,from,to\n" + std::string{rows}, "u.csv");
  return universe ? std::vector<std::string>{} : universe.error();
}

TEST(UniverseCsv, HoldsSpellsWithBothDaysInclusiveAndOpenEnds) {
  const auto universe = parse_universe(
      "\xef\xbb\xbfsymbol,from,to\r\n"
      "T,2004-11-19,2015-03-18\r\n"
      "AAPL,2015-03-19,\n"
      "T,,2004-04-07\n\n",
      "u.csv");

  ASSERT_TRUE(universe.has_value());
  ASSERT_EQ(universe->size(), 3U);
  EXPECT_EQ((*universe)[0].symbol, "T");
  EXPECT_FALSE((*universe)[0].from.has_value());
  EXPECT_EQ(to_string(*(*universe)[0].to), "2004-04-07");
  EXPECT_EQ(to_string(*(*universe)[1].from), "2004-11-19") << "a symbol's spells stand by time";
  EXPECT_EQ((*universe)[2].symbol, "AAPL");
  EXPECT_FALSE((*universe)[2].to.has_value());
}

TEST(UniverseCsv, SaysWhatIsWrongAndWhatToWrite) {
  EXPECT_THAT(errors_of("AAPL,2015-03-19\n,,\n"),
              ElementsAre("u.csv:2: the row 'AAPL,2015-03-19' has no symbol,from,to; give all "
                          "three, the days may be empty",
                          "u.csv:3: symbol is empty; name one, such as AAPL"));
  EXPECT_THAT(errors_of("AAPL,soon,\nAAPL,,2015-02-29\n"),
              ElementsAre("u.csv:2: from is 'soon', which is no date; write 2020-03-18, or nothing "
                          "when it always was a member",
                          "u.csv:3: to is '2015-02-29', which is no date; write 2020-03-18, or "
                          "nothing when it still is a member"));
  EXPECT_THAT(errors_of("AAPL,2015-03-19,2015-03-18\n"),
              ElementsAre("u.csv:2: to is '2015-03-18', which is before from '2015-03-19'; swap "
                          "them"));
  EXPECT_THAT(errors_of(""), ElementsAre("u.csv: names no member; give a row for each spell, such "
                                         "as AAPL,2015-03-19,"));
  EXPECT_THAT(parse_universe("ticker,date\n", "u.csv").error(),
              ElementsAre("u.csv:1: the header is 'ticker,date', which is not symbol,from,to; "
                          "write it first"));
}

TEST(UniverseCsv, RefusesSpellsOfOneSymbolThatOverlap) {
  EXPECT_THAT(errors_of("T,2004-01-01,2015-03-18\nT,2015-03-18,\nAAPL,,\nAAPL,2020-01-01,\n"),
              ElementsAre("u.csv: 'T' joins on 2015-03-18 and is a member from 2004-01-01 already, "
                          "to 2015-03-18; end one spell before the next begins",
                          "u.csv: 'AAPL' joins on 2020-01-01 and is a member from the beginning "
                          "already, without an end; end one spell before the next begins"));
}

TEST(UniverseCsv, NamesThoseWhoAreMembersWithinARange) {
  const auto universe =
      parse_universe("symbol,from,to\nT,,2015-03-18\nAAPL,2015-03-19,\nIBM,,\n", "u.csv");

  EXPECT_THAT(members_between(*universe, "", ""), ElementsAre("T", "AAPL", "IBM"));
  EXPECT_THAT(members_between(*universe, "2016-01-04", ""), ElementsAre("AAPL", "IBM"));
  EXPECT_THAT(members_between(*universe, "", "2015-03-18T21:00Z"), ElementsAre("T", "IBM"));
  EXPECT_THAT(members_between(*universe, "2015-03-18", "2015-03-19"),
              ElementsAre("T", "AAPL", "IBM"));
}

}  // namespace
}  // namespace tw::formats
