// Every recording that a manifest names comes back from the double byte for byte.

#include <gtest/gtest.h>
#include <set>
#include <string>

#include "formats/json_value.hpp"
#include "net/http_client.hpp"
#include "support/temp_folder.hpp"
#include "vendor_sim/simulator.hpp"
#include "vendor_sim/vendors.hpp"

namespace tw::vendor_sim {
namespace {

using formats::JsonValue;

constexpr const char* kFolder = TW_SHARED "/fixtures";
constexpr const char* kManifest = TW_SHARED "/fixtures/market-data-manifest.json";

std::string text_of(const JsonValue& item, std::string_view name) {
  const JsonValue* const value = item.find(name);
  return value != nullptr && value->is(JsonValue::Kind::Text) ? value->text : std::string{};
}

std::string vendor_of(const JsonValue& item) {
  std::string name = text_of(item, "provider");
  std::erase(name, '_');
  return name;
}

/// Returns what stands behind the host of a request that can be asked again as it stands.
std::string target_of(const JsonValue& item) {
  const std::string request = text_of(item, "request");
  const std::size_t host = request.find("://");
  if (!request.starts_with("GET http") || host == std::string::npos) return {};
  const std::size_t path = request.find('/', host + 3);
  return path == std::string::npos ? std::string{} : request.substr(path);
}

TEST(Recordings, ComeBackByteForByteWhenTheirRequestIsMadeAgain) {
  const auto manifest = formats::parse_json(support::read_text(kManifest));
  ASSERT_TRUE(manifest.has_value());
  auto bodies = RecordedBodies::open(kFolder, kManifest);
  ASSERT_TRUE(bodies.has_value()) << bodies.error();
  const auto simulator =
      std::move(*Simulator::start({.catalog = {}, .bodies = std::move(*bodies), .faults = {}}));
  const auto http = std::move(*net::HttpClient::make());

  // Of several recordings of one request the double gives one.
  std::multiset<std::string> asked;
  for (const JsonValue& item : manifest->items) asked.insert(vendor_of(item) + target_of(item));
  std::size_t compared = 0;
  std::string differing;
  for (const JsonValue& item : manifest->items) {
    const std::string target = target_of(item);
    const std::string file = text_of(item, "file");
    const bool is_exchange = file.ends_with(".http.json");  // Of a whole login, not of one body.
    if (target.size() < 2 || is_exchange || asked.count(vendor_of(item) + target) > 1) continue;
    const auto answer =
        http->send({.url = simulator->base_url(vendor_of(item)) + target}, Duration::seconds(20));
    ASSERT_TRUE(answer.has_value()) << file << ": " << answer.error().what;
    ++compared;
    const int status = static_cast<int>(item.find("http_status")->number);
    const bool is_same = answer->status == status &&
                         answer->body == support::read_text(std::string{kFolder} + "/" + file);
    if (!is_same) differing += file + "\n";
  }
  EXPECT_GE(compared, 100U);
  EXPECT_EQ(differing, "");
}

}  // namespace
}  // namespace tw::vendor_sim
