from django.apps import AppConfig


class ContractsConfig(AppConfig):
    name = "contracts"
    verbose_name = "Agreements"

    def ready(self) -> None:
        from contracts.clocks import clocks_open_for_pack
        from district.hooks import packs_listen
        from district.links import link_page

        packs_listen("contracts")(clocks_open_for_pack)
        link_page("cure_answer", "operator:answer")
