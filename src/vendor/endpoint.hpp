#pragma once

#include <functional>
#include <string_view>
#include <type_traits>

#include "vendor/access.hpp"
#include "vendor/budget_board.hpp"
#include "vendor/vendor.hpp"

namespace tw::vendor {

/// Where one vendor is asked: its address and keys, over a transport.
///
/// Owns: the settings; nothing of `transport`, which must outlive it. Thread: any, several at once.
class Endpoint {
 public:
  /// How a vendor says what is left of our budget.
  using ReadBudget = BudgetNews (*)(const HttpResponse&);

  /// `official_url` is asked where the settings name no address.
  Endpoint(VendorSettings settings, std::string_view official_url, Transport& transport,
           ReadBudget read_budget = nullptr);

  const VendorSettings& settings() const { return settings_; }
  const Access& access() const { return access_; }
  /// Returns what the last answer said of our budget.
  BudgetNews budget() const { return budget_.last(); }

  /// Sends and waits for the whole answer. Errors: Transient, also when no patience is left, as
  /// between the pages of one answer.
  Answer<HttpResponse> send(const HttpRequest& request, Duration patience);

  /// Sends, and returns what `read(response, key, more...)` makes of the answer.
  template <class Read, class... More>
  std::invoke_result_t<const Read&, const HttpResponse&, std::string_view, More...> ask(
      const HttpRequest& request, Duration patience, const Read& read, More&&... more) {
    const auto response = send(request, patience);
    if (!response) return std::unexpected{response.error()};
    return read(*response, access_.key, std::forward<More>(more)...);
  }

 private:
  // Constant after construction.
  VendorSettings settings_;
  Access access_;
  Transport& transport_;
  ReadBudget read_budget_;

  // Moves with every answer.
  BudgetBoard budget_;
};

}  // namespace tw::vendor
