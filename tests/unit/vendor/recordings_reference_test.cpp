#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

// A recording that no suite asks about proves nothing.
namespace tw {
namespace {

constexpr std::size_t kPartsMax = 3;  ///< Of a name that a suite puts together.

std::string text_of(const std::string& path) {
  std::ifstream file{path};
  EXPECT_TRUE(file.is_open()) << path;
  return {std::istreambuf_iterator<char>{file}, {}};
}

/// Returns the files that the manifest lists, by the folder of their vendor.
std::map<std::string, std::vector<std::string>> recordings() {
  std::map<std::string, std::vector<std::string>> files;
  const std::string manifest = text_of(TW_SHARED "/fixtures/market-data-manifest.json");
  constexpr std::string_view kKey = "\"file\": \"";
  for (std::size_t at = manifest.find(kKey); at != std::string::npos;
       at = manifest.find(kKey, at + 1)) {
    const std::size_t first = at + kKey.size();
    const std::string path = manifest.substr(first, manifest.find('"', first) - first);
    const std::size_t slash = path.find('/');
    files[path.substr(0, slash)].push_back(path.substr(path.rfind('/') + 1));
  }
  return files;
}

/// Returns what stands in quotation marks in a source, each without the folders before it.
std::set<std::string> literals_of(const std::string& source) {
  std::set<std::string> literals;
  std::size_t end = 0;
  for (std::size_t at = source.find('"'); at != std::string::npos; at = source.find('"', end + 1)) {
    end = source.find('"', at + 1);
    if (end == std::string::npos) break;
    std::string literal = source.substr(at + 1, end - at - 1);
    literal.erase(0, literal.rfind('/') + 1);
    if (!literal.empty()) literals.insert(std::move(literal));
  }
  return literals;
}

/// Returns whether `name` is one of the literals, or put together of a few.
bool is_named(std::string_view name, const std::set<std::string>& literals,
              std::size_t parts = kPartsMax) {
  if (name.empty()) return true;
  if (parts == 0) return false;
  for (std::size_t size = name.size(); size > 0; --size) {
    if (!literals.contains(std::string{name.substr(0, size)})) continue;
    if (is_named(name.substr(size), literals, parts - 1)) return true;
  }
  return false;
}

TEST(Recordings, EachIsAskedAboutByTheSuiteOfItsVendor) {
  const auto files = recordings();
  ASSERT_EQ(files.size(), 9U) << "a vendor more, or one less";
  std::size_t count = 0;
  for (const auto& [folder, names] : files) {
    const std::string vendor = folder == "alpha_vantage" ? "alphavantage" : folder;
    const auto literals = literals_of(
        text_of("tests/unit/adapters/" + vendor + "/" + vendor + "_reference_test.cpp"));
    for (const std::string& name : names) {
      const std::string_view stem = std::string_view{name}.substr(0, name.find('.'));
      EXPECT_TRUE(is_named(name, literals) || is_named(stem, literals))
          << folder << "/" << name << " has no test: assert what it parses to";
      count += 1;
    }
  }
  EXPECT_GE(count, 250U);
}

TEST(Recordings, ANameThatNoLiteralMakesIsMissed) {
  const std::set<std::string> literals{"chart_", "AAPL", ".json", "quote.csv"};

  EXPECT_TRUE(is_named("chart_AAPL.json", literals));
  EXPECT_TRUE(is_named("quote.csv", literals));
  EXPECT_FALSE(is_named("chart_MSFT.json", literals));
  EXPECT_FALSE(is_named("chart_AAPLAAPL.json", literals)) << "four parts are chance";
}

}  // namespace
}  // namespace tw
