#include "formats/csv_series.hpp"

#include <gtest/gtest.h>

namespace tw::formats {
namespace {

TEST(CsvSeries, ReadsNamedColumnsBesideTheirDates) {
  const auto series = parse_series(
      "\xEF\xBB\xBF"
      "Date,5_50,slow\r\n2024-01-02,0.01,-1e-3\r\n\r\n"
      "2024-01-03,+0.5,0\r\n");

  ASSERT_TRUE(series) << series.error();
  EXPECT_EQ(series->labels, (std::vector<std::string>{"2024-01-02", "2024-01-03"}));
  EXPECT_EQ(series->names, (std::vector<std::string>{"5_50", "slow"}));
  EXPECT_EQ(series->columns[0], (std::vector<double>{0.01, 0.5}));
  EXPECT_EQ(series->columns[1], (std::vector<double>{-0.001, 0.0}));
}

TEST(CsvSeries, NeedsNoDatesAndTakesSemicolons) {
  const auto series = parse_series("a;b\n1;2\n3;4");

  ASSERT_TRUE(series) << series.error();
  EXPECT_TRUE(series->labels.empty());
  EXPECT_EQ(series->columns[1], (std::vector<double>{2, 4}));
}

TEST(CsvSeries, MayNameItsColumnsByNumbersWhereThereAreDates) {
  const auto series = parse_series("date,20,50\n2024-01-02,0.01,0.02\n");

  ASSERT_TRUE(series) << series.error();
  EXPECT_EQ(series->names, (std::vector<std::string>{"20", "50"}));
}

TEST(CsvSeries, SaysWhichValueIsNoNumber) {
  const auto error_of = [](std::string_view text) { return parse_series(text).error(); };

  EXPECT_NE(error_of("date,a\n2024-01-02,x\n").find("line 2: column 'a' is 'x'"),
            std::string::npos);
  EXPECT_NE(error_of("a,b\n1,2\n1,\n").find("line 3: column 'b' is ''"), std::string::npos);
  EXPECT_NE(error_of("a\nnan\n").find("no number"), std::string::npos);
  EXPECT_NE(error_of("a,b\n1\n").find("has 1 fields and the header 2"), std::string::npos);
  EXPECT_NE(error_of("a,b\n").find("no rows"), std::string::npos);
  EXPECT_NE(error_of("1,2\n3,4\n").find("no header"), std::string::npos);
  EXPECT_NE(error_of("date\n2024-01-02\n").find("no header"), std::string::npos);
  EXPECT_NE(error_of("").find("no header"), std::string::npos);
  EXPECT_NE(error_of(std::string_view{"a\0b", 3}).find("not text"), std::string::npos);
}

}  // namespace
}  // namespace tw::formats
