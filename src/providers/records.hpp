#pragma once

#include <expected>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "providers/vendor_record.hpp"

namespace tw::providers {

/// Where the records of vendors live.
class Records {
 public:
  Records() = default;
  Records(const Records&) = delete;
  Records& operator=(const Records&) = delete;
  virtual ~Records() = default;

  /// Reads the record of that name, lets `change` have it, and keeps what it became before it
  /// returns: nobody else changes it meanwhile. Thread: any.
  virtual void update(const std::string& name,
                      const std::function<void(VendorRecord&)>& change) = 0;
  /// Forgets it.
  virtual void reset(const std::string& name) = 0;
};

/// Forgotten with the process.
class HeldRecords final : public Records {
 public:
  void update(const std::string& name, const std::function<void(VendorRecord&)>& change) override;
  void reset(const std::string& name) override;

 private:
  std::mutex mutex_;
  std::map<std::string, VendorRecord> records_;
};

/// One small file each in `folder`, shared by all processes of one home under a lock.
///
/// A file is replaced whole, so that a process killed at any moment leaves the old record or the
/// new one. It is not synced to the disk: after a loss of power a record may be gone, and the
/// vendor's own refusals say again what was in it. Where the folder cannot be written to, records
/// are held in memory and the log says so once. Errors: names the folder.
std::expected<std::unique_ptr<Records>, std::string> open_records(const std::string& folder);

}  // namespace tw::providers
