import { SetMetadata, type CustomDecorator } from '@nestjs/common';

export const ROUTE_ACCESS = 'route-access';

/** What a route asks of its caller: a permission, nothing (open), or only to be signed in. */
export type RouteAccess =
  | { readonly kind: 'permission'; readonly permission: string }
  | { readonly kind: 'open' }
  | { readonly kind: 'signed-in' };

/** The permission that the route asks for. Every route carries this, `Open` or `SignedIn`; one without is refused. */
export function Requires(permission: string): CustomDecorator {
  return SetMetadata(ROUTE_ACCESS, { kind: 'permission', permission } satisfies RouteAccess);
}

/** For everybody: sign-in, health, the contract. Never for anything about a person. */
export function Open(): CustomDecorator {
  return SetMetadata(ROUTE_ACCESS, { kind: 'open' } satisfies RouteAccess);
}

/** For whoever is signed in, whatever the role. */
export function SignedIn(): CustomDecorator {
  return SetMetadata(ROUTE_ACCESS, { kind: 'signed-in' } satisfies RouteAccess);
}
