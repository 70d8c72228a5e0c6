#pragma once

#include <expected>
#include <string>

#include "formats/audit_signature.hpp"
#include "store/file.hpp"

namespace tw::store {

/// Makes a new signing key in the file `path`, for its owner's eyes alone. Returns its public half.
/// Errors: the file exists already, or cannot be written.
std::expected<formats::PublicKey, FileError> make_signing_key(const std::string& path);

/// Errors: it cannot be read, has not the form, or others may read it. No text of it is in them.
std::expected<formats::SigningSeed, FileError> read_signing_key(const std::string& path);

}  // namespace tw::store
