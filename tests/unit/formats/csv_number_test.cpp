#include "formats/csv_number.hpp"

#include <gtest/gtest.h>
#include <string>

#include "core/money.hpp"

namespace tw::formats {
namespace {

struct Scanned {
  bool is_read = false;
  std::int64_t raw = 0;
  std::uint32_t rounded = 0;
  std::size_t used = 0;
};

Scanned scan(std::string text) {
  text += '\n';
  Scanned scanned;
  const char* end = scan_number<8>(text.data(), scanned.raw, scanned.rounded);
  scanned.is_read = end != nullptr;
  if (end != nullptr) scanned.used = static_cast<std::size_t>(end - text.data());
  return scanned;
}

TEST(ScanNumber, IsExactAtEightDecimals) {
  EXPECT_EQ(scan("187.12").raw, 18'712'000'000);
  EXPECT_EQ(scan("0.00000001").raw, 1);
  EXPECT_EQ(scan("9999999999.99999999").raw, 999'999'999'999'999'999);
  EXPECT_EQ(scan("12.").raw, 1'200'000'000);
  EXPECT_EQ(scan("187.12").rounded, 0u);
}

TEST(ScanNumber, RoundsHalfEvenBeyondAndCountsIt) {
  EXPECT_EQ(scan("0.000000005").raw, 0);
  EXPECT_EQ(scan("0.000000015").raw, 2);
  EXPECT_EQ(scan("0.0000000150000001").raw, 2);
  EXPECT_EQ(scan("0.0000000050000001").raw, 1);
  EXPECT_EQ(scan("23.977476119995117").raw, 2'397'747'612);
  EXPECT_EQ(scan("23.977476119995117").rounded, 1u);
  EXPECT_EQ(scan("1.500000000000").rounded, 0u);
}

TEST(ScanNumber, StopsBehindTheNumber) { EXPECT_EQ(scan("1.25,7").used, 4u); }

TEST(ScanNumber, LeavesOtherFormsToThePatientWay) {
  for (const char* text : {"", "-1", "+1", ".5", "1e5x", "abc", "99999999999", "\"1\""}) {
    const Scanned scanned = scan(text);
    EXPECT_TRUE(!scanned.is_read || scanned.used < std::string_view{text}.size()) << text;
  }
}

TEST(ParseNumber, AgreesWithTheQuickScanOnEveryPlainForm) {
  for (const char* text : {"0", "1", "12.5", "0.1", "123456789.12345678", "0.123456785",
                           "0.123456775", "100.000000005000", "9999999999.999999994"}) {
    EXPECT_EQ(parse_number(text, Price::kScale)->raw, scan(text).raw) << text;
  }
}

TEST(ParseNumber, ReadsWhatPeopleAndProgramsWrite) {
  EXPECT_EQ(parse_number("$12.50", Price::kScale)->raw, 1'250'000'000);
  EXPECT_EQ(parse_number("1,234,567.5", Price::kScale)->raw, 123'456'750'000'000);
  EXPECT_EQ(parse_number("1.5e-3", Price::kScale)->raw, 150'000);
  EXPECT_EQ(parse_number("-3", Price::kScale)->raw, -300'000'000);
}

TEST(ParseNumber, TellsMissingFromMeaninglessFromTooLarge) {
  for (const char* text : {"", "null", "NaN", "NA", "N/A", "None", "-", "\\N"}) {
    EXPECT_EQ(parse_number(text, Price::kScale).error(), RowFault::MissingField) << text;
  }
  for (const char* text : {"abc", "1.2.3", "12,34", "1,2345", ",123", "inf", "0x10", "1 2", "$"}) {
    EXPECT_EQ(parse_number(text, Price::kScale).error(), RowFault::NotANumber) << text;
  }
  EXPECT_EQ(parse_number("1e30", Price::kScale).error(), RowFault::Overflow);
  EXPECT_EQ(parse_number("92233720368.54775808", Price::kScale).error(), RowFault::Overflow);
}

}  // namespace
}  // namespace tw::formats
