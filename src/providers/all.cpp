#include "providers/all.hpp"

#include <type_traits>
#include <utility>

#include "adapters/alpaca/session.hpp"
#include "adapters/alphavantage/session.hpp"
#include "adapters/finnhub/session.hpp"
#include "adapters/folder/session.hpp"
#include "adapters/iex/session.hpp"
#include "adapters/polygon/session.hpp"
#include "adapters/stooq/session.hpp"
#include "adapters/tiingo/session.hpp"
#include "adapters/twelvedata/session.hpp"
#include "adapters/yahoo/session.hpp"
#include "core/digest.hpp"

namespace tw::providers {
namespace {

using vendor::Transport;
using vendor::VendorSettings;
using Made = std::unique_ptr<vendor::Vendor>;

/// Makes one vendor that keeps `transport` by reference, if it needs one.
using Make = Made (*)(VendorSettings&& settings, Transport& transport);

template <class Vendor>
Made made(VendorSettings&& settings, Transport& transport) {
  if constexpr (std::is_constructible_v<Vendor, VendorSettings, Transport&>) {
    return std::make_unique<Vendor>(std::move(settings), transport);
  } else {
    return std::make_unique<Vendor>(settings);
  }
}

// The closed list: one vendor a line. Those with a key come first: who has one wants it used.
constexpr Make kAll[] = {
    made<adapters::alpaca::Session>,     made<adapters::polygon::Session>,
    made<adapters::twelvedata::Session>, made<adapters::finnhub::Session>,
    made<adapters::tiingo::Session>,     made<adapters::alphavantage::Session>,
    made<adapters::yahoo::Session>,      made<adapters::stooq::Session>,
    made<adapters::folder::Session>,     made<adapters::iex::Session>,
};

/// Of a vendor that is only asked what it is.
class NoTransport final : public Transport {
 public:
  vendor::Answer<vendor::HttpResponse> send(const vendor::HttpRequest& /*request*/,
                                            Duration /*patience*/) override {
    return std::unexpected{vendor::Refusal{.outcome = vendor::Outcome::BadRequest,
                                           .what = "there is no way to the network",
                                           .retry_after = {},
                                           .is_malformed = false}};
  }
};

/// Returns a few digits by which one key's record is told from another's; nobody finds the key by
/// them.
std::string mark_of(const VendorSettings& settings, const std::string& url) {
  Digest digest;
  digest.update(settings.key.reveal());
  digest.update(settings.key_secret.reveal());
  digest.update(url);
  return digest.hex().substr(0, 8);
}

}  // namespace

const std::vector<const vendor::VendorFacts*>& all_facts() {
  static const std::vector<const vendor::VendorFacts*> kFacts = [] {
    static NoTransport nowhere;
    static std::vector<Made> vendors;
    std::vector<const vendor::VendorFacts*> facts;
    for (const Make make : kAll) {
      vendors.push_back(make({}, nowhere));
      facts.push_back(&vendors.back()->facts());
    }
    return facts;
  }();
  return kFacts;
}

std::expected<std::vector<Member>, std::string> members(const Settings& settings,
                                                        const Environment& environment,
                                                        Transport& transport) {
  std::vector<Member> members;
  members.reserve(std::size(kAll));
  for (std::size_t i = 0; i < std::size(kAll); ++i) {
    const vendor::VendorFacts& facts = *all_facts()[i];
    const auto found = settings.vendors.find(facts.name);
    const VendorChoice choice = found == settings.vendors.end() ? VendorChoice{} : found->second;
    if (!choice.is_enabled) continue;
    VendorSettings own{
        .base_url = choice.url, .stream_url = choice.stream_url, .key = {}, .key_secret = {}};
    std::string missing;
    for (const auto& [name, secret] :
         {std::pair{&facts.key_name, &own.key}, std::pair{&facts.secret_name, &own.key_secret}}) {
      if (name->empty()) continue;
      auto read = environment.secret(*name);
      if (!read) return std::unexpected{std::move(read.error())};
      if (read->is_empty() && missing.empty()) missing = *name;
      *secret = std::move(*read);
    }
    std::string unusable = missing.empty() ? "" : missing + " is not set";
    if (missing.empty() && facts.base_url.empty() && choice.url.empty()) {
      unusable =
          facts.name + ".url is not set in the settings, nor is " + variable_of(facts.name, "_URL");
    }
    std::string record = facts.name + "-" + mark_of(own, choice.url);
    members.push_back({.vendor = kAll[i](std::move(own), transport),
                       .record = std::move(record),
                       .limits = choice.limits.value_or(facts.limits),
                       .unusable = std::move(unusable),
                       .missing = std::move(missing)});
  }
  return members;
}

}  // namespace tw::providers
