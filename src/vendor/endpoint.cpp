#include "vendor/endpoint.hpp"

#include <utility>

#include "vendor/http_outcome.hpp"

namespace tw::vendor {

Endpoint::Endpoint(VendorSettings settings, std::string_view official_url, Transport& transport,
                   ReadBudget read_budget)
    : settings_{std::move(settings)},
      access_{access_of(settings_, official_url)},
      transport_{transport},
      read_budget_{read_budget} {}

Answer<HttpResponse> Endpoint::send(const HttpRequest& request, Duration patience) {
  if (patience.ns <= 0) {
    return std::unexpected{refused(Outcome::Transient, "no time was left to ask for the rest")};
  }
  auto response = transport_.send(request, patience);
  if (response && read_budget_ != nullptr) budget_.note(read_budget_(*response));
  return response;
}

}  // namespace tw::vendor
