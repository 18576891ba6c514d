#include "tests/contract/store/store_fixture.h"

#include "tests/contract/store/temporary_directory.h"

namespace redrive::central {
namespace {

class SqliteStore final : public TestStore {
 public:
  std::string url() const override { return "sqlite:" + (directory_.path() / "central.db").string(); }

 private:
  TemporaryDirectory directory_;
};

}  // namespace

std::vector<StoreKind> store_kinds() {
  return {{"sqlite", []() -> std::unique_ptr<TestStore> { return std::make_unique<SqliteStore>(); }}};
}

}  // namespace redrive::central
