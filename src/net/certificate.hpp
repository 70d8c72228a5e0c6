#pragma once

#include <string>
#include <vector>

#include "core/timestamp.hpp"
#include "net/tls_context.hpp"

namespace tw::net {

/// From when until when a certificate holds.
struct Validity {
  Timestamp from;
  Timestamp to;
};

/// Returns a signer of our own, for servers on this machine: who trusts its certificate trusts
/// what `issued` makes, and nobody else does.
TlsIdentity made_authority(const Validity& validity);

/// Returns a certificate for `hosts` (names and addresses), signed by `authority`.
/// Requires that `authority` is one of `made_authority`, and at least one host.
TlsIdentity issued(const TlsIdentity& authority, const std::vector<std::string>& hosts,
                   const Validity& validity);

}  // namespace tw::net
